// JSON from files that may be damaged or hostile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace tandem {

/// Parses one JSON object. Throws CheckpointError naming `origin` for bytes that are no JSON, no
/// UTF-8 or no object, for a key that an object has twice and for nesting deeper than 32.
nlohmann::json parse_json_object(std::string_view text, const std::filesystem::path& origin);

/// The same, with the keys of objects in the order of the text.
nlohmann::ordered_json parse_ordered_json_object(std::string_view text,
                                                 const std::filesystem::path& origin);

/// A number that is written as a whole one and fits. Throws nlohmann::json::exception for all else,
/// which the library would round, or cut to some other number.
int64_t whole_number(const nlohmann::json& value);
int64_t whole_number(const nlohmann::ordered_json& value);

}  // namespace tandem
