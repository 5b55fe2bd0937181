// A model asked for what it can do.
#include "framework/model/capabilities.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/error_message.h"

namespace tandem {
namespace {

class Mirror : public GenerativeModel, public Reconstructs {
 public:
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override { return {}; }
  at::Tensor reconstruct(const at::Tensor& images) override { return images; }
};

TEST(Capability, IsTheModelItselfWhereItHasIt) {
  Mirror mirror;
  const at::Tensor images = at::ones({1, 1, 2, 2});
  EXPECT_TRUE(capability<Reconstructs>(mirror)->reconstruct(images).is_same(images));
  EXPECT_TRUE(require<Reconstructs>(mirror).reconstruct(images).is_same(images));
  const GenerativeModel& unchanging = mirror;
  EXPECT_NE(capability<Reconstructs>(unchanging), nullptr);
}

TEST(Capability, IsNullOrAnErrorThatNamesFamilyAndCapabilityWhereItHasNot) {
  Mirror mirror;
  EXPECT_EQ(capability<Generates>(mirror), nullptr);
  EXPECT_EQ(
      message_of<ConfigError>([&] { require<Generates>(mirror, "mirror", "Use another family."); }),
      "mirror cannot generate images. Use another family.");
}

TEST(Translations, AreFoundByNameAndLeadBackByTheirFields) {
  const std::vector<Translation> all = {
      {.name = "a-to-b", .input = "a/images", .output = "b/images"},
      {.name = "b-to-a", .input = "b/images", .output = "a/images"},
      {.name = "b-to-c", .input = "b/images", .output = "c/images"}};
  EXPECT_EQ(find_translation(all, "b-to-a"), &all[1]);
  EXPECT_EQ(find_translation(all, "a-to-c"), nullptr);
  EXPECT_EQ(way_back(all, all[0]), &all[1]);
  EXPECT_EQ(way_back(all, all[2]), nullptr);
}

}  // namespace
}  // namespace tandem
