// How to make again what a page shows, as the program that writes it says it.
#pragma once

#include <string>
#include <vector>

namespace tandem {

struct Reproduction {
  std::vector<std::string> commands = {};  // a line each
  std::string note = {};                   // what they leave to who gives them
};

}  // namespace tandem
