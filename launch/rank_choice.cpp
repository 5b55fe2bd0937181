#include "launch/rank_choice.h"

#include <algorithm>
#include <regex>
#include <sstream>

#include "framework/core/error.h"

namespace tandem {
namespace {

std::string working_counts(int64_t micro_batches) {
  std::string counts;
  for (int64_t count = 1; count <= micro_batches; ++count) {
    if (micro_batches % count == 0) counts += (counts.empty() ? "" : ", ") + std::to_string(count);
  }
  return counts;
}

int64_t largest_divisor(int64_t micro_batches, int64_t limit) {
  int64_t count = std::max<int64_t>(1, std::min(limit, micro_batches));
  while (micro_batches % count != 0) --count;
  return count;
}

}  // namespace

RankChoice choose_ranks(const RankRequest& request) {
  const bool on_gpu = request.device == "cuda";
  int64_t places = on_gpu ? request.num_gpus : request.num_cores;
  std::string place_name = on_gpu ? "GPUs of this machine" : "cores of this machine";
  if (!request.hosts.empty()) {
    places = count_slots(request.hosts);
    place_name = "slots of the hosts";
  }
  RankChoice choice;
  choice.ranks = request.ranks ? *request.ranks : largest_divisor(request.micro_batches, places);
  if (choice.ranks < 1 || request.micro_batches % choice.ranks != 0) {
    throw ConfigError({.what = "the ranks cannot share the micro-batches equally",
                       .where = "--ranks",
                       .expected = "a count that divides batch.micro_batches = " +
                                   std::to_string(request.micro_batches) + ": " +
                                   working_counts(request.micro_batches),
                       .got = std::to_string(choice.ranks),
                       .advice = "Choose one of these; the results are the same with each."});
  }
  // mpirun counts cores, also where the ranks work on GPUs.
  choice.oversubscribes = choice.ranks > (request.hosts.empty() ? request.num_cores : places);
  if (choice.ranks > places) {
    choice.warning = std::to_string(choice.ranks) + " ranks on the " + std::to_string(places) +
                     " " + place_name + ": they will take turns; " +
                     std::to_string(largest_divisor(request.micro_batches, places)) +
                     " would be faster, with the same results.";
  }
  return choice;
}

int64_t count_slots(const std::string& hosts) {
  static const std::regex kHost(R"(([A-Za-z0-9][A-Za-z0-9._-]*)(:([1-9][0-9]{0,5}))?)");
  int64_t slots = 0;
  std::istringstream list(hosts);
  for (std::string host; std::getline(list, host, ',');) {
    std::smatch parts;
    if (!std::regex_match(host, parts, kHost)) {
      slots = 0;
      break;
    }
    slots += parts[3].matched ? std::stoll(parts[3]) : 1;
  }
  if (slots == 0 || hosts.ends_with(',')) {
    throw UsageError({.what = "hosts that cannot be understood",
                      .where = "--hosts",
                      .expected = "names with their numbers of ranks, like a:4,b:4",
                      .got = "'" + hosts + "'",
                      .advice = "Write them without spaces."});
  }
  return slots;
}

}  // namespace tandem
