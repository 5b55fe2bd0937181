// JSON from files that may be damaged or hostile: parsed strictly, and sealed by a digest of
// itself, so that a damaged value is not taken for one.
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

/// Adds "digest", that of all other members in the order of their names, as the last one.
void seal(nlohmann::ordered_json& object);
void seal(nlohmann::json& object);

/// Takes it off again. False where the object is not the one that was sealed; one that has no
/// digest was written by somebody else, and is taken as it is.
[[nodiscard]] bool unseal(nlohmann::ordered_json& object);
[[nodiscard]] bool unseal(nlohmann::json& object);

}  // namespace tandem
