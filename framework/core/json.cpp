#include "framework/core/json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr int kMaxDepth = 32;
constexpr const char* kDigestKey = "digest";

/// Sees every event of the parser, since the finished object no longer shows a key given twice.
class EventChecker {
 public:
  explicit EventChecker(const std::filesystem::path& origin) : origin_(origin) {}

  template <class Json>
  void check(int depth, typename Json::parse_event_t event, const Json& parsed) {
    using Event = typename Json::parse_event_t;
    if (depth > kMaxDepth) {
      throw CheckpointError({.what = "the JSON text is nested too deeply",
                             .where = origin_,
                             .expected = "at most " + std::to_string(kMaxDepth) + " levels"});
    }
    if (event == Event::object_start) {
      keys_.emplace_back();
    } else if (event == Event::object_end) {
      keys_.pop_back();
    } else if (event == Event::key) {
      const auto& key = parsed.template get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) {
        throw CheckpointError(
            {.what = "the JSON text has the key '" + key + "' twice", .where = origin_});
      }
    }
  }

 private:
  const std::filesystem::path& origin_;
  std::vector<std::set<std::string>> keys_;
};

template <class Json>
Json parsed_object(std::string_view text, const std::filesystem::path& origin) {
  // The parser would skip a byte order mark or spaces here, and take a zero byte for the end.
  if (text.empty() || text.front() != '{' || text.find('\0') != std::string_view::npos) {
    throw CheckpointError({.what = "this is no JSON object",
                           .where = origin,
                           .expected = "text that starts with { and has no zero byte"});
  }
  EventChecker checker(origin);
  try {
    return Json::parse(text,
                       [&checker](int depth, typename Json::parse_event_t event, Json& parsed) {
                         checker.check(depth, event, parsed);
                         return true;
                       });
  } catch (const nlohmann::json::exception& error) {
    // The message quotes the text, which may be long.
    throw CheckpointError(
        {.what = "the JSON text is damaged: " + std::string(utf8_front(error.what(), 200)),
         .where = origin});
  }
}

template <class Json>
int64_t checked_whole_number(const Json& value) {
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() || value.template get<uint64_t>() <= INT64_MAX);
  if (!fits) throw Json::type_error::create(302, "type must be a whole number", &value);
  return value.template get<int64_t>();
}

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

nlohmann::json parse_json_object(std::string_view text, const std::filesystem::path& origin) {
  return parsed_object<nlohmann::json>(text, origin);
}

nlohmann::ordered_json parse_ordered_json_object(std::string_view text,
                                                 const std::filesystem::path& origin) {
  return parsed_object<nlohmann::ordered_json>(text, origin);
}

int64_t whole_number(const nlohmann::json& value) { return checked_whole_number(value); }
int64_t whole_number(const nlohmann::ordered_json& value) { return checked_whole_number(value); }

void seal(nlohmann::ordered_json& object) {
  // The right side comes first (C++17): the digest does not cover itself.
  object[kDigestKey] = digest_of_members(nlohmann::json(object));
}

void seal(nlohmann::json& object) { object[kDigestKey] = digest_of_members(object); }

bool unseal(nlohmann::ordered_json& object) { return take_digest(object); }

bool unseal(nlohmann::json& object) { return take_digest(object); }

}  // namespace tandem
