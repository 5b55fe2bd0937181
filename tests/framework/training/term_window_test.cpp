#include "framework/training/term_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::Pair;

Objective objective_with(const std::vector<std::string>& terms) {
  return {.name = "fit", .trains = {}, .terms = terms};
}

TEST(TermWindow, MeansAreOverTheUpdatesSinceTheLastReport) {
  TermWindow window(objective_with({"a", "b"}));
  EXPECT_TRUE(window.is_empty());
  window.add({1, 2, 3});
  window.add({3, 4, 5});
  EXPECT_THAT(window.take_means(),
              ElementsAre(Pair("fit/a", 2), Pair("fit/b", 3), Pair("fit/loss", 4)));
  EXPECT_TRUE(window.is_empty());
  window.add({7, 8, 9});
  EXPECT_THAT(window.take_means(),
              ElementsAre(Pair("fit/a", 7), Pair("fit/b", 8), Pair("fit/loss", 9)));
}

TEST(TermWindow, AnInterruptedOneGoesOn) {
  TermWindow window(objective_with({"a"}));
  window.add({1, 2});
  TermWindow restored(objective_with({"a"}));
  EXPECT_TRUE(restored.restore(window.state()));
  for (TermWindow* each : {&window, &restored}) each->add({2, 4});
  EXPECT_EQ(restored.take_means(), window.take_means());
}

TEST(TermWindow, OneOfOtherTermsIsRefused) {
  TermWindow window(objective_with({"a"}));
  EXPECT_FALSE(window.restore(TermWindow(objective_with({"a", "b"})).state()));
  EXPECT_THROW((void)window.restore({{"sums", {1, 2}}}), nlohmann::json::exception);
  EXPECT_TRUE(window.is_empty());
}

}  // namespace
}  // namespace tandem
