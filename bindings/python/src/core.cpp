// plazo._core: the C interface as two Python classes that pass JSON through. Everything with types and
// names stands in the Python files beside it.
#include <plazo/plazo.h>
#include <pthread.h>
#include <pybind11/pybind11.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace py = pybind11;

namespace {

// When the process ends, what the library keeps for all calls is torn down, and a daemon thread may still be
// in one. So the end waits for calls that have begun, and lets no other thread begin one.
std::atomic<int> calls_under_way{0};
bool process_ends = false;           // like `ending_thread`, read and written with the GIL held
std::thread::id ending_thread = {};  // may call on, to close what it has open

void end_of_process() {
  using namespace std::chrono;
  process_ends = true;
  ending_thread = std::this_thread::get_id();
  PyThreadState* const state = PyEval_SaveThread();
  // A call that takes longer is left alone: nobody's program should hang for it.
  const auto until = steady_clock::now() + seconds(5);
  while (calls_under_way > 0 && steady_clock::now() < until) std::this_thread::sleep_for(milliseconds(1));
  PyEval_RestoreThread(state);
}

// The GIL is given up and taken back in straight-line code only, never in a destructor: when the process
// ends, Python unwinds the stack of a daemon thread that wants the GIL back, and unwinding out of a
// destructor would end the process with an abort.
template <class Body>
auto without_gil(const Body& body) {
  const bool too_late = process_ends && std::this_thread::get_id() != ending_thread;
  if (!too_late) ++calls_under_way;
  PyThreadState* const state = PyEval_SaveThread();
  while (too_late) ::pause();  // until the process is gone
  auto result = body();
  --calls_under_way;
  PyEval_RestoreThread(state);
  return result;
}

using Reply = std::unique_ptr<plazo_reply, decltype(&plazo_reply_free)>;

/// Thrown as `plazo._core.Failure(json)`.
struct Failure {
  std::string json;
};

[[noreturn]] void fail(plazo_error* error) {
  Failure failure{plazo_error_json(error)};
  plazo_error_free(error);
  throw failure;
}

[[noreturn]] void fail_closed(const char* what) {
  throw Failure{std::string(R"({"category":"invalid","code":"handle.closed","message":"this )") + what +
                R"( is closed","retryable":false})"};
}

std::string_view view(const py::bytes& text) { return text; }

/// `function(operation, request, size, reply, error)` without the GIL. The texts belong to Python
/// objects that the caller's frame holds.
template <class Function>
py::bytes perform(const std::string& operation, const py::bytes& request, const Function& function) {
  if (operation.find('\0') != std::string::npos)
    throw py::value_error("the name of an operation holds no zero byte");
  const auto text = view(request);
  plazo_reply* reply = nullptr;
  plazo_error* error = nullptr;
  const auto result =
      without_gil([&] { return function(operation.c_str(), text.data(), text.size(), &reply, &error); });
  if (result != PLAZO_OK) fail(error);
  const Reply owned(reply, &plazo_reply_free);
  return py::bytes(plazo_reply_data(reply), plazo_reply_size(reply));
}

// A call holds its own share of the handle, so that `close` in another thread waits for it in effect:
// the handle goes when the last call returns.
class Session {
 public:
  explicit Session(plazo_session* session) : session_(session, &plazo_session_close) {}

  py::bytes call(const std::string& operation, const py::bytes& request) const {
    const auto session = session_;
    if (!session) fail_closed("session");
    return perform(operation, request,
                   [&](auto... arguments) { return plazo_call(session.get(), arguments...); });
  }
  void close() {
    auto session = std::move(session_);
    without_gil([&] { return session.reset(), 0; });
  }
  bool closed() const { return !session_; }

 private:
  std::shared_ptr<plazo_session> session_;
};

class Desk {
 public:
  explicit Desk(const py::bytes& options) {
    const auto text = view(options);
    plazo_desk* desk = nullptr;
    plazo_error* error = nullptr;
    const auto result = without_gil(
        [&] { return plazo_desk_open(PLAZO_VERSION_NUMBER, text.data(), text.size(), &desk, &error); });
    if (result != PLAZO_OK) fail(error);
    desk_ = {desk, &plazo_desk_close};
  }

  py::bytes call(const std::string& operation, const py::bytes& request) const {
    const auto desk = desk_;
    if (!desk) fail_closed("desk");
    return perform(operation, request,
                   [&](auto... arguments) { return plazo_desk_call(desk.get(), arguments...); });
  }
  Session session(const py::bytes& actor) const {
    const auto desk = desk_;
    if (!desk) fail_closed("desk");
    const auto text = view(actor);
    plazo_session* session = nullptr;
    plazo_error* error = nullptr;
    if (plazo_session_open(desk.get(), text.data(), text.size(), &session, &error) != PLAZO_OK) fail(error);
    return Session(session);
  }
  void close() {
    // The last share of a desk closes its files.
    auto desk = std::move(desk_);
    without_gil([&] { return desk.reset(), 0; });
  }
  bool closed() const { return !desk_; }

 private:
  std::shared_ptr<plazo_desk> desk_;
};

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.attr("VERSION_NUMBER") = PLAZO_VERSION_NUMBER;
  module.def("version", [] { return py::str(plazo_version()); });
  module.def("catalogue", [] {
    std::size_t size = 0;
    const char* const text = plazo_catalogue(&size);
    if (!text) throw std::bad_alloc();
    return py::bytes(text, size);
  });

  // A child has none of its parent's threads, nor their calls.
  pthread_atfork(nullptr, nullptr, [] { calls_under_way = 0; });
  py::module_::import("atexit").attr("register")(py::cpp_function(end_of_process));

  // Leaked on purpose: the translator may run until the very end of the process.
  static PyObject* const failure = PyErr_NewException("plazo._core.Failure", PyExc_Exception, nullptr);
  if (!failure) throw py::error_already_set();
  module.add_object("Failure", py::reinterpret_borrow<py::object>(failure));
  py::register_exception_translator([](std::exception_ptr raised) {
    try {
      std::rethrow_exception(raised);
    } catch (const Failure& f) {
      PyErr_SetObject(failure, py::bytes(f.json).ptr());
    }
  });

  py::class_<Session>(module, "Session")
      .def("call", &Session::call, py::arg("operation"), py::arg("request"))
      .def("close", &Session::close)
      .def_property_readonly("closed", &Session::closed);
  py::class_<Desk>(module, "Desk")
      .def(py::init<const py::bytes&>(), py::arg("options"))
      .def("call", &Desk::call, py::arg("operation"), py::arg("request"))
      .def("session", &Desk::session, py::arg("actor"))
      .def("close", &Desk::close)
      .def_property_readonly("closed", &Desk::closed);
}
