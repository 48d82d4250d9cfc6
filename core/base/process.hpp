// Which process this is, asked so often that a system call each time would cost more than the rest.
#pragma once

#include <sys/types.h>

namespace plazo {

/// What `getpid` gives. The answer is kept in a page that the kernel empties in every child, by whatever
/// call it was forked; where it cannot, the kernel is asked each time.
pid_t process_id() noexcept;

}  // namespace plazo
