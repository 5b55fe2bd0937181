// Command lines as a shell reads them back.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// A word of a command line, in quotes where a shell would read more into it.
std::string shell_word(const std::string& word);

/// The words of a command, one behind the other.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace tandem
