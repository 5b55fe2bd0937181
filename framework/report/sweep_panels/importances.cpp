// Which parameters results depend on.
#include <algorithm>
#include <cmath>
#include <functional>

#include "framework/report/chart_frame.h"
#include "framework/report/chart_style.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

constexpr double kWidth = 440;
constexpr double kRowHeight = 38;
constexpr double kNumberWidth = 48;
constexpr size_t kMostRows = 20;

using Share = std::pair<std::string, double>;

Html drawn_row(const Share& share, double largest, double y) {
  const double room = kWidth - kNumberWidth;
  const double width = largest > 0 ? room * std::max(share.second, 0.0) / largest : 0.0;
  return drawn_text(0, y + 12, "start", shortened(share.first, 60), "label") +
         element("rect", {{"class", "bar " + colour_class(0)},
                          {"x", "0"},
                          {"y", coordinate(y + 17)},
                          // A bar of no width would look as if it were missing.
                          {"width", coordinate(std::max(width, 1.0))},
                          {"height", "10"}}) +
         drawn_text(width + 6, y + 26, "start", share_text(share.second), "tick");
}

Html draw(const SweepSubject& sweep) {
  std::vector<Share> shares = sweep.importances;
  std::erase_if(shares, [](const Share& share) { return !std::isfinite(share.second); });
  if (shares.empty()) return {};
  std::ranges::stable_sort(shares, std::ranges::greater(), &Share::second);
  TextTable numbers{.columns = {{"Parameter"}, {"Share", Alignment::kRight}}};
  for (const auto& [name, share] : shares) {
    numbers.rows.push_back({name, number_text(share, Digits{3})});
  }
  Html rows;
  const size_t num_rows = std::min(shares.size(), kMostRows);
  for (size_t i = 0; i < num_rows; ++i) {
    rows += drawn_row(shares[i], shares.front().second, kRowHeight * static_cast<double>(i));
  }
  const ChartTexts texts{.title = "Importance of parameters",
                         .description = "A bar for each parameter, the longest first."};
  const Html bars = drawing(texts, kWidth, kRowHeight * static_cast<double>(num_rows), rows);
  return figures(figure("What sets the best tenth apart", "", bars,
                        numbers_of("Share of each parameter.", numbers)));
}

}  // namespace

SweepPanel importances_sweep_panel() {
  return {.title = "Importances",
          .sentence =
              "How much each parameter tells the best tenth of the trials from all of them "
              "(PED-ANOVA), as shares of a whole. It is an estimate from these trials: of few ones "
              "it says little.",
          .place = 50,
          .filled_by = "wait until enough trials are complete.",
          .draw = draw};
}

}  // namespace tandem
