// JSON from files that may be damaged or hostile.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace tandem {

/// Parses one JSON object. Throws CheckpointError naming `origin` for bytes that are no JSON, no
/// UTF-8 or no object, for a key that an object has twice and for nesting deeper than 32.
nlohmann::json parse_json_object(std::string_view text, const std::filesystem::path& origin);

}  // namespace tandem
