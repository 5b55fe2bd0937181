#include "framework/device/rank_places.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr char kSeparator = '\t';

std::string kind_of(const RankPlace& place) {
  return place.device.substr(0, place.device.find(':'));
}

/// The first two ranks on one GPU.
std::optional<std::pair<size_t, size_t>> first_shared(const std::vector<RankPlace>& places) {
  std::map<std::string, size_t> users;
  for (size_t rank = 0; rank < places.size(); ++rank) {
    if (places[rank].uuid.empty()) continue;
    const auto [user, is_first] = users.emplace(places[rank].uuid, rank);
    if (!is_first) return std::pair(user->second, rank);
  }
  return std::nullopt;
}

}  // namespace

std::string to_line(const RankPlace& place) {
  return place.host + kSeparator + place.device + kSeparator + place.gpu + kSeparator + place.uuid;
}

RankPlace place_from_line(const std::string& line) {
  const std::vector<std::string> parts = split(line, kSeparator);
  return {.host = parts.at(0), .device = parts.at(1), .gpu = parts.at(2), .uuid = parts.at(3)};
}

std::string to_sentence(const RankPlace& place) {
  const std::string gpu = place.gpu.empty() ? "" : ", " + place.gpu + " (" + place.uuid + ")";
  return place.device + gpu + ", on " + place.host;
}

void check_places(const std::vector<RankPlace>& places, bool may_share) {
  for (size_t rank = 1; rank < places.size(); ++rank) {
    if (kind_of(places[rank]) == kind_of(places[0])) continue;
    throw ConfigError({.what = "the ranks do not compute on the same kind of device",
                       .where = "rank " + std::to_string(rank),
                       .expected = "one like rank 0's: " + to_sentence(places[0]),
                       .got = to_sentence(places[rank]),
                       .advice = "Leave out the hosts without a GPU, or set device=cpu."});
  }
  const auto shared = first_shared(places);
  if (!shared || may_share) return;
  throw ConfigError({.what = "ranks " + std::to_string(shared->first) + " and " +
                             std::to_string(shared->second) + " are on one GPU",
                     .where = "ranks.share_gpus",
                     .expected = "a GPU for each",
                     .got = to_sentence(places[shared->second]),
                     .advice = "Start as many ranks as there are GPUs, or set "
                               "ranks.share_gpus=true, which is slow and for tests."});
}

bool shares_a_gpu(const std::vector<RankPlace>& places) { return first_shared(places).has_value(); }

bool is_one_machine(const std::vector<RankPlace>& places) {
  return std::all_of(places.begin(), places.end(),
                     [&](const RankPlace& place) { return place.host == places[0].host; });
}

}  // namespace tandem
