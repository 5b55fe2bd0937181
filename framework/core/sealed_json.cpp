#include "framework/core/sealed_json.h"

#include <nlohmann/json.hpp>
#include <string>

#include "framework/core/digest.h"

namespace tandem {
namespace {

constexpr const char* kDigestKey = "digest";

/// Texts may quote bytes that are no UTF-8: they are written, and read again, as a replacement.
/// nlohmann::json sorts its members, so that their order in a file does not matter.
std::string digest_of_members(const nlohmann::json& object) {
  return digest_of(
      object.dump(-1, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace));
}

template <class Json>
bool take_digest(Json& object) {
  const auto found = object.find(kDigestKey);
  if (found == object.end()) return true;
  const Json digest = *found;
  object.erase(kDigestKey);
  return digest == digest_of_members(nlohmann::json(object));
}

}  // namespace

void seal(nlohmann::ordered_json& object) {
  // The right side comes first (C++17): the digest does not cover itself.
  object[kDigestKey] = digest_of_members(nlohmann::json(object));
}

void seal(nlohmann::json& object) { object[kDigestKey] = digest_of_members(object); }

bool unseal(nlohmann::ordered_json& object) { return take_digest(object); }

bool unseal(nlohmann::json& object) { return take_digest(object); }

}  // namespace tandem
