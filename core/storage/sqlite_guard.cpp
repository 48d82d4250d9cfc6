#include "core/storage/sqlite_guard.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/process.hpp"
#include "core/storage/port.hpp"
#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {

// Never freed and never unlinked from its list: a child reads its parent's list without the lock,
// which another thread of the parent may have held during the fork.
struct GuardedFile {
  GuardedFile* next = nullptr;
  FileIdentity identity;
  int descriptor = -1;  // -1: this entry is free
  FileIdentity index_identity;
  int index_descriptor = -1;
  int connections = 0;
  int most_connections = 0;  // since there was none; SQLite keeps the descriptors of closed ones so long
  int locks = 0;             // connections that share the lock
  bool index_locked = false;
  std::atomic<bool> refused{false};  // the system has no such locks here
  std::atomic<int> at_work{0};
};

struct GuardRegistry {
  pid_t process;
  GuardRegistry* parent;
  std::mutex mutex;
  std::atomic<GuardedFile*> files{nullptr};
};

namespace {

// Where SQLite's unix driver has its locks: the shared range of the database, which a connection in
// WAL mode holds for reading as long as it is open, and the "dead man's switch" of the index.
constexpr off_t shared_first = 0x40000002;
constexpr off_t shared_size = 510;
constexpr off_t dead_man_switch = 128;

std::atomic<GuardRegistry*> current{nullptr};

// The registry of this process. A fork makes a new one; its parent's stays reachable, never unlocked.
GuardRegistry& registry() {
  GuardRegistry* found = current.load(std::memory_order_acquire);
  const pid_t process = process_id();
  while (!found || found->process != process) {
    auto* fresh = new GuardRegistry{process, found, {}, {}};
    if (current.compare_exchange_strong(found, fresh, std::memory_order_acq_rel)) return *fresh;
    delete fresh;  // another thread was faster
  }
  return *found;
}

enum class Locked { yes, busy, refused };

Locked set_lock(int descriptor, short type, off_t start, off_t length) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  while (::fcntl(descriptor, F_OFD_SETLK, &lock) != 0) {
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EACCES ? Locked::busy : Locked::refused;
  }
  return Locked::yes;
}

GuardedFile* find(const GuardRegistry& registry, FileIdentity identity) {
  for (GuardedFile* file = registry.files.load(std::memory_order_acquire); file; file = file->next)
    if (file->descriptor >= 0 && file->identity == identity) return file;
  return nullptr;
}

bool nameless(int descriptor) {
  struct stat s;
  return ::fstat(descriptor, &s) == 0 && s.st_nlink == 0;
}

// A deleted file's descriptors may be closed: no locks on it matter any more.
GuardedFile* free_entry(GuardRegistry& registry) {
  GuardedFile* result = nullptr;
  for (GuardedFile* file = registry.files.load(); file; file = file->next) {
    if (file->descriptor >= 0 && file->connections == 0 && nameless(file->descriptor)) {
      ::close(std::exchange(file->descriptor, -1));
      if (file->index_descriptor >= 0 && nameless(file->index_descriptor)) ::close(file->index_descriptor);
      file->index_descriptor = -1;
    }
    if (file->descriptor < 0 && !result) result = file;
  }
  if (!result) {
    result = new GuardedFile;
    result->next = registry.files.load();
    registry.files.store(result, std::memory_order_release);
  }
  result->identity = {};
  result->index_identity = {};
  result->index_locked = false;
  result->refused = false;
  return result;
}

}  // namespace

Hold::Hold(const std::filesystem::path& path, bool create) : registry_(&registry()) {
  const std::lock_guard lock(registry_->mutex);
  find_or_open(path, create);
  for (const GuardRegistry* parent = registry_->parent; parent; parent = parent->parent)
    if (const GuardedFile* file = find(*parent, file_->identity); file && file->at_work > 0)
      throw Error(Category::unavailable, "storage.forked",
                  "the process was forked while the database was in use; fork earlier or run a new program");
  ++file_->connections;
  file_->most_connections = std::max(file_->most_connections, file_->connections);
}

void Hold::find_or_open(const std::filesystem::path& path, bool create) {
  GuardedFile* entry = free_entry(*registry_);
  for (int attempt = 0; attempt < 100; ++attempt) {
    struct stat s;
    int descriptor;
    if (::stat(path.c_str(), &s) == 0) {
      if (!S_ISREG(s.st_mode))  // opening a pipe or device would have effects
        throw Error(Category::unavailable, "storage.foreign",
                    "this file is no Plazo database; choose another path");
      if ((file_ = find(*registry_, {s.st_dev, s.st_ino}))) return;
      // For reading only: that suffices for the lock, and no bug of ours can write through it.
      descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
      if (descriptor < 0) {
        if (errno == ENOENT) continue;  // just deleted
        throw_system(errno);
      }
    } else {
      if (errno != ENOENT || !create) throw_system(errno);
      descriptor = create_private(path);
      if (descriptor < 0) continue;  // another process was faster
      sync_folder(path.parent_path());
    }
    const FileIdentity opened = *identity_of(descriptor);
    // Replaced between the two calls by a file that is known already: not closed again, see above.
    if ((file_ = find(*registry_, opened))) return;
    entry->identity = opened;
    entry->descriptor = descriptor;
    file_ = entry;
    return;
  }
  throw_system(ENOENT);
}

Hold::~Hold() {
  if (registry_->process != process_id()) return;
  set_at_work(false);
  const std::lock_guard lock(registry_->mutex);
  if (locked_ && --file_->locks == 0) {
    set_lock(file_->descriptor, F_UNLCK, shared_first, shared_size);
    if (file_->index_locked) set_lock(file_->index_descriptor, F_UNLCK, dead_man_switch, 1);
    file_->index_locked = false;
  }
  if (--file_->connections == 0) file_->most_connections = 0;
}

int Hold::descriptor() const { return file_->descriptor; }
FileIdentity Hold::identity() const { return file_->identity; }
bool Hold::guarding() const { return locked_ && !file_->refused; }

void Hold::lock_database(Deadline deadline) {
  while (true) {
    {
      const std::lock_guard lock(registry_->mutex);
      Locked result = Locked::yes;
      if (file_->locks == 0) result = set_lock(file_->descriptor, F_RDLCK, shared_first, shared_size);
      if (result != Locked::busy) {
        file_->refused = result == Locked::refused;
        ++file_->locks;
        locked_ = true;
        return;
      }
    }
    // Somebody is closing as the last user, or changes the journal mode: a matter of milliseconds.
    if (std::chrono::steady_clock::now() >= deadline) {
      Busy busy(Category::unavailable, "storage.busy",
                "the database is locked by another process; try again");
      busy.retryable = true;
      throw busy;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void Hold::lock_index(const std::filesystem::path& path) {
  const std::lock_guard lock(registry_->mutex);
  const std::filesystem::path index = beside(path, "-shm");
  const std::optional<FileIdentity> now = identity_of(index);
  if (!now || file_->refused) return;
  if (file_->index_locked && file_->index_identity == *now) return;
  if (file_->index_descriptor < 0 || file_->index_identity != *now) {
    // The last user of an earlier log deleted its index with it.
    if (file_->index_descriptor >= 0 && nameless(file_->index_descriptor)) ::close(file_->index_descriptor);
    file_->index_descriptor = ::open(index.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file_->index_descriptor < 0) throw_system(errno);
    file_->index_identity = *identity_of(file_->index_descriptor);
  }
  const Locked result = set_lock(file_->index_descriptor, F_RDLCK, dead_man_switch, 1);
  file_->index_locked = result == Locked::yes;
  if (result != Locked::yes) file_->refused = true;
}

void Hold::set_at_work(bool at_work) {
  if (at_work == at_work_) return;
  at_work_ = at_work;
  file_->at_work += at_work ? 1 : -1;
}

Alone::Alone(const std::filesystem::path& path) {
  const std::lock_guard lock(registry().mutex);
  // Before anything is opened: closing it again would drop the locks of this process' own connections.
  if (const auto known = identity_of(path))
    if (const GuardedFile* file = find(registry(), *known); file && file->connections > 0) return;
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor_ < 0) throw_system(errno);
  const Locked result = set_lock(descriptor_, F_WRLCK, shared_first, shared_size);
  if (result == Locked::refused) {
    ::close(std::exchange(descriptor_, -1));
    throw_system(ENOLCK);
  }
  locked_ = result == Locked::yes;
}

Alone::~Alone() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

int Hold::foreign_descriptors() const {
  const std::lock_guard lock(registry_->mutex);  // those of parents stay as they were at the fork
  int ours = 0;
  for (const GuardRegistry* process = registry_; process; process = process->parent)
    if (const GuardedFile* file = find(*process, file_->identity)) ours += 1 + file->most_connections;
  int open = 0;
  const std::filesystem::path all = "/proc/self/fd";
  const auto close = [](DIR* folder) { ::closedir(folder); };
  const std::unique_ptr<DIR, decltype(close)> folder(::opendir(all.c_str()));
  if (!folder) return 0;
  // Looked at by name, for other threads of the host open and close descriptors meanwhile.
  while (const dirent* entry = ::readdir(folder.get()))
    if (entry->d_name[0] != '.' && identity_of(all / entry->d_name) == file_->identity) ++open;
  return std::max(0, open - ours);
}

}  // namespace plazo::storage
