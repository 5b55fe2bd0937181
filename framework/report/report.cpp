#include "framework/report/report.h"

#include <algorithm>
#include <utility>

#include "framework/core/text.h"
#include "framework/report/embedded_image.h"
#include "framework/report/html.h"
#include "framework/report/page.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/pictures.h"
#include "framework/report/short_labels.h"
#include "framework/report/verdict_sentence.h"

namespace tandem {
namespace {

constexpr size_t kCurvePoints = 120'000;  // of about twelve bytes each

Comparison compared(std::vector<CollectedRun> runs, const ComparisonRequest& request) {
  const bool is_measured =
      std::ranges::any_of(runs, [](const CollectedRun& run) { return !run.records.empty(); });
  // compare() refuses runs of which nothing was measured; their curves are worth a page.
  if (is_measured || !request.values.empty()) return compare(std::move(runs), request);
  return grouped(std::move(runs), request.by);
}

/// The first of the values that were asked for, else what decides by itself.
const ComparisonTable* verdict_table(const Comparison& comparison,
                                     const ComparisonRequest& request) {
  for (const ComparisonTable& table : comparison.tables) {
    if (request.values.empty()) break;
    const std::string& wanted = request.values.front();
    const bool is_usable = table.is_ranked || comparison.grouping.groups.size() == 1;
    if (is_usable && (table.value.name == wanted || table.metric == wanted)) return &table;
  }
  return deciding_table(comparison);
}

Html facts_of(const Comparison& comparison) {
  size_t num_records = 0;
  size_t num_diverged = 0;
  std::vector<int64_t> seeds;
  for (const CollectedRun& run : comparison.runs) {
    num_records += run.records.size();
    num_diverged += run.end == RunEnd::kDiverged ? 1 : 0;
    seeds.push_back(run.seed());
  }
  std::ranges::sort(seeds);
  const auto num_seeds = std::unique(seeds.begin(), seeds.end()) - seeds.begin();
  Html facts = fact("Runs", std::to_string(comparison.runs.size())) +
               fact("Configurations", std::to_string(comparison.grouping.groups.size())) +
               fact("Seeds", std::to_string(num_seeds)) +
               fact("Measurements", std::to_string(num_records));
  if (num_diverged > 0) facts += fact("Diverged", std::to_string(num_diverged));
  return facts;
}

}  // namespace

std::string report_of(std::vector<CollectedRun> runs, const ComparisonRequest& request,
                      const Reproduction& again) {
  // Before anything is drawn: all panels name groups by their labels.
  const Comparison comparison = with_short_labels(compared(std::move(runs), request));
  ReportSubject subject{.comparison = comparison,
                        .verdict = verdict_table(comparison, request),
                        .curve_points = kCurvePoints,
                        .again = &again};
  const std::vector<PictureKind> pictures = picture_kinds(subject);
  subject.pictures = &pictures;
  subject.image_allowance = picture_allowance(pictures, kPageImageBytes);
  const Verdict verdict = verdict_sentence(comparison, subject.verdict);
  const Page head{.title = "tandem: " + printable_line(verdict.sentence),
                  .heading = page_heading("Runs of tandem", verdict.sentence, verdict.support,
                                          facts_of(comparison))};
  const std::string& measuring = request.measuring;
  return to_file(with_panels(head, drawn_panels(all_panels(), subject),
                             measuring.empty() ? "" : "Runs are measured with " + measuring + "."));
}

}  // namespace tandem
