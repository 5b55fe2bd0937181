// How to make again what a page shows, in the words of the program that writes the page.
#pragma once

#include <string>
#include <vector>

namespace tandem {

struct Reproduction {
  std::vector<std::string> commands = {};  // a line each
  std::string note = {};                   // what they leave out, a sentence
};

}  // namespace tandem
