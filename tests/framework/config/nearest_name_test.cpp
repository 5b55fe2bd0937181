#include "framework/config/nearest_name.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(NearestName, IsTheOneWithTheFewestEdits) {
  EXPECT_EQ(nearest_name("learning_rat", {"latent_size", "learning_rate"}), "learning_rate");
  EXPECT_EQ(nearest_name("stpes", {"seed", "steps"}), "steps");
  EXPECT_EQ(nearest_name("adma", {"sgd", "adam", "adamw"}), "adam");
}

TEST(NearestName, NothingIsNearWhereMoreThanAThirdDiffers) {
  EXPECT_EQ(nearest_name("learning_rate", {"learned_state"}), "");
  EXPECT_EQ(nearest_name("abc", {"xyz"}), "");
  EXPECT_EQ(nearest_name("x", {"y"}), "");  // nothing of the name is left
  EXPECT_EQ(nearest_name("a", {}), "");
}

TEST(NearestName, AGpuIsCalledCuda) {
  EXPECT_EQ(nearest_name("gpu", {"auto", "cpu", "cuda"}), "cuda");
  EXPECT_EQ(nearest_name("gpu", {"auto", "cpu"}), "cpu");
}

TEST(NearestName, AVeryLongNameIsNotCompared) {
  const std::string name(101, 'a');
  EXPECT_EQ(nearest_name(name, {name}), "");
}

TEST(SuggestName, NamesTheNearestOrAll) {
  EXPECT_EQ(suggest_name("stepz", {"seed", "steps"}), "Did you mean 'steps'?");
  EXPECT_EQ(suggest_name("colour", {"seed", "steps"}), "Known are: seed, steps.");
  EXPECT_EQ(suggest_name("colour", {}), "");
}

TEST(SuggestNearest, LeavesTheOthersToAListOfThem) {
  EXPECT_EQ(suggest_nearest("stepz", {"seed", "steps"}), "Did you mean 'steps'?");
  EXPECT_EQ(suggest_nearest("colour", {"seed", "steps"}), "");
}

TEST(BeforeList, TheNearestComesFirst) {
  EXPECT_EQ(before_list("stepz", {"seed", "steps"}), ". Did you mean 'steps'? There are these");
  EXPECT_EQ(before_list("colour", {"seed", "steps"}), ", but these");
}

}  // namespace
}  // namespace tandem
