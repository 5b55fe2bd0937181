#include "launch/job/launchers.h"

#include <algorithm>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/job/hosts.h"

namespace tandem {
namespace {

[[noreturn]] void refuse(const LauncherRequest& request, const std::string& expected) {
  throw UsageError({.what = "ranks cannot be started like this",
                    .where = "--launcher",
                    .expected = expected,
                    .got = request.launcher});
}

std::string obstacle_of(const LauncherKind& kind, const LauncherRequest& request,
                        const LaunchPlace& place) {
  return kind.obstacle == nullptr ? "" : kind.obstacle(request, place);
}

LauncherKind named_kind(const LauncherRequest& request, const LaunchPlace& place) {
  const std::vector<LauncherKind> all = all_launchers();
  const auto found = std::ranges::find(all, request.launcher, &LauncherKind::name);
  if (found == all.end()) refuse(request, "one of " + joined(names_of(all)));
  const std::string obstacle = obstacle_of(*found, request, place);
  if (!obstacle.empty()) refuse(request, obstacle);
  return *found;
}

/// `is_single`: nothing but one rank is to be started.
LauncherKind chosen_kind(const LauncherRequest& request, const LaunchPlace& place, bool is_single) {
  if (!request.launcher.empty()) return named_kind(request, place);
  for (const LauncherKind& kind : default_launchers()) {
    if (!kind.starts_many && !is_single) continue;
    if (obstacle_of(kind, request, place).empty()) return kind;
  }
  refuse(request, "one of " + joined(names_of(all_launchers())));
}

}  // namespace

std::vector<LauncherKind> default_launchers() {
  std::vector<LauncherKind> kinds = all_launchers();
  std::erase_if(kinds, [](const LauncherKind& kind) { return !kind.turn; });
  std::ranges::stable_sort(kinds, {}, &LauncherKind::turn);
  return kinds;
}

std::unique_ptr<JobLauncher> parallel_launcher(const LauncherRequest& request) {
  const LaunchPlace here;
  return chosen_kind(request, here, /*is_single=*/false).make(request, here);
}

bool runs_here(const LauncherRequest& request) {
  const auto hosts = parse_hosts(request.hosts);
  if (!hosts.empty()) {
    return std::ranges::any_of(hosts, [](const auto& host) { return is_this_host(host.first); });
  }
  return !parallel_launcher(request)->reaches_other_hosts() || is_on_allocated_node();
}

std::unique_ptr<JobLauncher> launcher_for(int64_t ranks, const LauncherRequest& request) {
  const LaunchPlace here;
  const LauncherKind kind = chosen_kind(request, here, ranks == 1);
  if (ranks > 1 && !kind.starts_many) {
    refuse(request, "another launcher, for " + std::to_string(ranks) + " ranks");
  }
  return kind.make(request, here);
}

}  // namespace tandem
