// Values of choices: as words of a space have them, and as `train` reads them behind "key=".
#pragma once

#include <string>

#include "framework/config/config_node.h"
#include "framework/sweep/space_words.h"

namespace tandem {

/// A value, as `train` reads it, of one that is written among the words of a space: lists and
/// sections in one way, quotes only where `train` needs them. Throws ConfigError.
std::string read_choice(const SpaceWords& words, const std::string& text);

/// How words of a space have a value that `train` reads: read_choice reads it back.
std::string choice_text(const std::string& choice);

/// How they have a value of a list in a YAML file.
std::string choice_text(const ConfigNode& value);

}  // namespace tandem
