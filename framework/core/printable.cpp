#include "framework/core/printable.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace tandem {

std::string printable(std::string text) {
  const auto obeyed = [](unsigned char c) { return c != '\n' && std::iscntrl(c) != 0; };
  std::replace_if(text.begin(), text.end(), obeyed, '?');
  return text;
}

std::string printable_line(std::string text) {
  text = printable(std::move(text));
  std::replace(text.begin(), text.end(), '\n', '?');
  return text;
}

}  // namespace tandem
