// What the families say of themselves, as JSON, for tests and tools written in Python.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "experiments/family_table.h"

int main() {
  nlohmann::json families = nlohmann::json::object();
  for (const tandem::Family& family : tandem::all_families()) {
    families[family.name] = {
        {"sentence", family.sentence}, {"fields", family.data.fields}, {"small", family.small}};
  }
  std::puts(families.dump(1).c_str());
  return 0;
}
