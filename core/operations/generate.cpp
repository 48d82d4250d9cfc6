// A tool of the build, not installed: prints what is generated from the described types.
//   plazo_generate schema sqlite|mariadb    table definitions, in the form of a migration
//   plazo_generate catalogue                the catalogue of operations as JSON
#include <cstring>
#include <iostream>

#include "core/operations/catalogue.hpp"
#include "core/tickets/lists.hpp"

int main(int argc, char** argv) {
  using namespace plazo;
  if (argc == 2 && !std::strcmp(argv[1], "catalogue")) {
    std::cout << operations::catalogue_json();
    return 0;
  }
  const bool sqlite = argc == 3 && !std::strcmp(argv[2], "sqlite");
  if (argc != 3 || std::strcmp(argv[1], "schema") || (!sqlite && std::strcmp(argv[2], "mariadb"))) {
    std::cerr << "usage: plazo_generate catalogue | schema sqlite|mariadb\n";
    return 2;
  }
  for (const auto* table : operations::all_tables())
    for (const auto& statement : table->definitions(sqlite ? storage::Engine::sqlite : storage::Engine::mariadb))
      std::cout << statement << ";\n\n";
  if (sqlite) std::cout << tickets::text_index << ";\n";
}
