// JSON as Python's module json writes and reads it: numbers may be NaN, Infinity and -Infinity.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace tandem {

/// Parses one object. Throws DataError for what is no JSON, no UTF-8 or no object, for a key that
/// an object has twice and for nesting deeper than 64; the message is a part of a sentence.
nlohmann::json parse_python_json(std::string_view text);

/// The value on one line, in ASCII.
std::string to_python_json(const nlohmann::ordered_json& value);

}  // namespace tandem
