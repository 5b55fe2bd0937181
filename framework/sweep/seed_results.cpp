#include "framework/sweep/seed_results.h"

#include <string_view>

#include "framework/core/number_in.h"
#include "framework/sweep/python_json.h"

namespace tandem {
namespace {

/// A member as text, all but texts as JSON; empty where there is none.
std::string member_text(const nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end()) return "";
  return member->is_string() ? member->get<std::string>() : to_python_json(*member);
}

}  // namespace

SeedResult parse_seed_result(int64_t seed, const nlohmann::json& object) {
  SeedResult result{.seed = seed};
  if (!object.is_object()) return result;
  result.run = member_text(object, "run");
  result.end = member_text(object, "end");
  result.cause = member_text(object, "cause");
  const auto until = object.find("until");
  if (until != object.end() && until->is_number_integer()) result.until = until->get<int64_t>();
  const auto values = object.find("values");
  if (values == object.end() || !values->is_object()) return result;
  for (const auto& [step, value] : values->items()) {
    const auto number = number_in<int64_t>(step);
    if (number && value.is_number()) result.values[*number] = value.get<double>();
  }
  return result;
}

std::optional<int64_t> seed_of(const std::string& key) {
  if (!key.starts_with(kSeedAttributePrefix)) return std::nullopt;
  return number_in<int64_t>(
      std::string_view(key).substr(std::string_view(kSeedAttributePrefix).size()));
}

std::map<int64_t, SeedResult> seeds_of(const StoredTrial& trial) {
  std::map<int64_t, SeedResult> seeds;
  for (const auto& [key, value] : trial.user_attributes) {
    if (const auto seed = seed_of(key)) seeds[*seed] = parse_seed_result(*seed, value);
  }
  return seeds;
}

}  // namespace tandem
