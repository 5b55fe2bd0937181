#include "launch/sweep/pinned_configuration.h"

#include <string_view>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {
namespace {

// A comment for YAML, and a word to who reads it.
constexpr std::string_view kMark = "# A sweep trains by this copy. Digest of all lines below: ";

}  // namespace

std::string pinned(const std::string& yaml) {
  return std::string(kMark).append(digest_of(yaml)).append("\n").append(yaml);
}

void check_pinned(const SweepDefinition& sweep) {
  for (const SweepFamily& family : sweep.families) {
    const std::string text = read_file(family.config);
    if (!text.starts_with(kMark)) continue;
    const size_t end = text.find('\n');
    if (end != std::string::npos && text == pinned(text.substr(end + 1))) continue;
    throw ConfigError({.what = "the configuration was changed since the sweep began",
                       .where = family.config,
                       .advice = "Its trials would not compare. Take the change back, or begin "
                                 "another sweep."});
  }
}

}  // namespace tandem
