#include "framework/device/generator_seeding.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

/// Two devices that have nothing but a generator each.
class FakeGenerators final : public at::PrivateUse1HooksInterface {
 public:
  const at::Generator& getDefaultGenerator(c10::DeviceIndex index) const override {
    return generators_.at(static_cast<size_t>(index));
  }
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }

  uint64_t seed(size_t index) const { return generators_.at(index).current_seed(); }

 private:
  std::array<at::Generator, 2> generators_ = {at::make_generator<at::CPUGeneratorImpl>(1),
                                              at::make_generator<at::CPUGeneratorImpl>(1)};
};

/// LibTorch takes one for all of the process.
const FakeGenerators& fake_generators() {
  static FakeGenerators* const generators = [] {
    auto* made = new FakeGenerators();
    at::RegisterPrivateUse1HooksInterface(made);
    return made;
  }();
  return *generators;
}

at::Tensor drawn(uint64_t seed) {
  seed_generators(at::kCPU, seed);
  return at::cat({at::randn({3}), at::rand({3})});
}

TEST(GeneratorSeeding, WhatIsDrawnFollowsFromTheSeed) {
  EXPECT_TRUE(at::equal(drawn(5), drawn(5)));
  EXPECT_FALSE(at::equal(drawn(5), drawn(6)));
}

TEST(GeneratorSeeding, WhatWasDrawnBeforeDoesNotCount) {
  const at::Tensor expected = drawn(5);
  // Of two normal numbers that are made at once, one is kept for the next call.
  (void)at::randn({1});
  EXPECT_TRUE(at::equal(drawn(5), expected));
}

TEST(GeneratorSeeding, AnotherDeviceIsSeededBesideTheCpu) {
  const FakeGenerators& fake = fake_generators();
  seed_generators({at::kPrivateUse1, 1}, 7);
  EXPECT_EQ(fake.seed(1), 7U);
  EXPECT_EQ(fake.seed(0), 1U) << "the other one is not asked for";
  EXPECT_EQ(at::globalContext().defaultGenerator(at::kCPU).current_seed(), 7U);
  seed_generators(at::kCPU, 8);
  EXPECT_EQ(fake.seed(1), 7U);
}

}  // namespace
}  // namespace tandem
