// The page of the metrics names all metrics and all feature networks, and no others. (The table of
// the families is looked after by family_table.py.)
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/metric.h"

namespace tandem {
namespace {

using Names = std::set<std::string>;

constexpr const char* kPage = "framework/metrics/README.md";

/// What stands as code in a column of the table with this head; options of the program do not
/// count.
Names named_in(const std::string& head, size_t column) {
  Names names;
  const std::string text = read_file(std::filesystem::path(TANDEM_ROOT) / kPage);
  const size_t begin = text.find("\n" + head + "\n");
  if (begin == std::string::npos) return names;
  const size_t end = text.find("\n\n", begin);
  for (const std::string& row : split(text.substr(begin + 1, end - begin - 1), '\n')) {
    const std::vector<std::string> cells = split(row, '|');
    if (row == head || cells.size() <= column) continue;
    const std::vector<std::string> parts = split(cells[column], '`');
    for (size_t i = 1; i < parts.size(); i += 2) {
      if (!parts[i].starts_with("--")) names.insert(parts[i]);
    }
  }
  return names;
}

TEST(ReadmeTables, NameEveryMetric) {
  Names metrics;
  for (const Metric& metric : all_metrics()) metrics.insert(metric.name);
  EXPECT_EQ(named_in("| what a family can do | `--metrics` |", 2), metrics);
}

TEST(ReadmeTables, NameEveryFeatureNetwork) {
  Names networks;
  for (const FeatureNetworkKind& kind : all_feature_networks()) networks.insert(usage_of(kind));
  EXPECT_EQ(named_in("| `features` | what it sees | of which images |", 1), networks);
}

}  // namespace
}  // namespace tandem
