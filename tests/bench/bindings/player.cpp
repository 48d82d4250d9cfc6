// Plays calls through the C interface for `compare`: reads lines `open FIRST COUNT`, `customer COUNT`,
// `page COUNT`, `list COUNT` and answers each with the CPU seconds that the calls took.
//
//   bench_player FILE ACCOUNT TICKET
#include <cstdlib>
#include <cstring>

#include "tests/bench/tickets/calls.hpp"
#include "tests/bench/tickets/measure.hpp"

int main(int argc, char** argv) {
  using namespace plazo::bench;
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_player FILE ACCOUNT TICKET\n");
    return 2;
  }
  try {
    Desk desk(argv[1]);
    Session session(desk, customer(argv[2]));
    const std::string page = std::string("{\"ticket\":\"") + argv[3] + "\"}";
    char line[64], what[16];
    while (std::fgets(line, sizeof line, stdin)) {
      int first = 0, count = 0;
      if (std::sscanf(line, "open %d %d", &first, &count) == 2) {
        std::printf("%.9f\n", cpu_of([&] {
                      for (int i = first; i < first + count; ++i)
                        session.call_only(
                            "ticket.open",
                            "{\"subject\":\"La web no carga (casaluz12.es)\",\"body\":\"Desde las 9:30 "
                            "la web casaluz12.es no carga y sale el error 4711. He probado con otro "
                            "navegador y pasa lo mismo.\",\"department\":\"technical\",\"idempotency_"
                            "key\":\"key" +
                                std::to_string(i) + "\"}");
                    }));
      } else if (std::sscanf(line, "%15s %d", what, &count) == 2) {
        const bool lists = std::strcmp(what, "list") == 0, pages = std::strcmp(what, "page") == 0;
        const char* operation = lists ? "ticket.list" : pages ? "ticket.get" : "customer.get";
        const std::string request = pages ? page : "{}";
        std::printf("%.9f\n", cpu_of([&] {
                      for (int i = 0; i < count; ++i) session.call_only(operation, request);
                    }));
      }
      std::fflush(stdout);
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_player: %s\n", error.what());
    return 1;
  }
}
