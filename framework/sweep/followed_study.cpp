#include "framework/sweep/followed_study.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {
namespace {

/// The journal of a sweep; none is made where there is none.
std::filesystem::path present_journal(const SweepPaths& paths) {
  if (status_of(paths.journal()).type() != std::filesystem::file_type::not_found) {
    return paths.journal();
  }
  throw ConfigError({.what = "is not the directory of a sweep: there is no journal",
                     .where = paths.root,
                     .advice = "Name one whose sweep has begun."});
}

}  // namespace

FollowedStudy::FollowedStudy(const SweepPaths& paths) : journal_(present_journal(paths)) {
  read_on();
}

void FollowedStudy::read_on() {
  for (const nlohmann::json& record : journal_.read()) study_.take(record);
}

}  // namespace tandem
