// JSON objects that carry a digest of themselves, so that a damaged value is not taken for one.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace tandem {

/// Adds "digest", that of all other members in the order of their names, as the last one.
void seal(nlohmann::ordered_json& object);
void seal(nlohmann::json& object);

/// Takes it off again. False where the object is not the one that was sealed; one that has no
/// digest was written by somebody else, and is taken as it is.
[[nodiscard]] bool unseal(nlohmann::ordered_json& object);
[[nodiscard]] bool unseal(nlohmann::json& object);

}  // namespace tandem
