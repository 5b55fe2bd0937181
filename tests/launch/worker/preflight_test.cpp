// What a run is checked for before anything is written.
#include "launch/worker/preflight.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/distributed/local_communicator.h"
#include "tests/support/error_message.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Ranks that all say what this one says.
class CountedRanks : public Communicator {
 public:
  explicit CountedRanks(int64_t size) : size_(size) {}
  int64_t rank() const override { return 0; }
  int64_t size() const override { return size_; }
  at::Tensor allocate(int64_t) override { return {}; }
  void sum_ordered(at::Tensor&) override {}
  void sum(at::Tensor& lengths) override { lengths.fill_(lengths[0].item<int64_t>()); }
  void broadcast(at::Tensor& tensor, int64_t root) override {
    if (root == 0) first_ = tensor.clone();
    tensor.copy_(first_);
  }
  void barrier() override {}

 private:
  int64_t size_;
  at::Tensor first_;
};

class PreflightTest : public testing::Test {
 protected:
  PreflightTest() {
    write_small_data_set(
        data_, {.num_train = 8, .num_test = 2, .image_shape = {4, 4, 1}, .num_labels = 2});
    replace_file(yaml_,
                 "name: test\nsteps: 10\nbatch: {size: 8, micro_batches: 4}\n"
                 "model: {family: vae, hidden_widths: [5], latent_size: 2}\n"
                 "data: {path: " +
                     data_.string() + "}\n");
  }

  Preflight check(const std::vector<std::string>& overrides = {}) {
    LocalCommunicator alone;
    return check(overrides, alone);
  }
  Preflight check(const std::vector<std::string>& overrides, Communicator& ranks) {
    const auto configuration = RunConfiguration::load(yaml_, overrides, all_families());
    const DataSources data(configuration.data_locations());
    return preflight({.configuration = configuration, .data = data, .ranks = ranks});
  }
  std::string refusal(const std::vector<std::string>& overrides) {
    return message_of<ConfigError>([&] { check(overrides); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path data_ = directory_ / "data.h5";
  std::filesystem::path yaml_ = directory_ / "run.yaml";
};

TEST_F(PreflightTest, GivesWhatARunConsistsOf) {
  const Preflight found = check();
  EXPECT_EQ(found.state->objectives().size(), 1U);
  EXPECT_THAT(found.data_digests, AllOf(HasSubstr("images "), HasSubstr(" test/images ")));
  EXPECT_EQ(found.networks_identity, "");
}

TEST_F(PreflightTest, TheNumberOfRanksDividesTheMicroBatches) {
  CountedRanks ranks(3);
  EXPECT_THAT(message_of<ConfigError>([&] { check({}, ranks); }), HasSubstr("1, 2, 4, got 3"));
}

TEST_F(PreflightTest, WhatDoesNotFitTheDataIsRefused) {
  write_small_data_set(data_, {.num_train = 3, .image_shape = {4, 4, 1}, .replace = true});
  EXPECT_THAT(message_of<DataError>([&] { check(); }), HasSubstr("/train/labels, row 2"));
}

TEST_F(PreflightTest, TheTrainingSetFillsABatch) {
  EXPECT_NO_THROW(check({"batch.size=8"}));
  EXPECT_THAT(refusal({"batch.size=12"}),
              AllOf(HasSubstr(data_.string() + ": /train holds less than one batch"),
                    HasSubstr("expected 12 rows or more, got 8")));
  EXPECT_THAT(refusal({"data.resident_bytes=0"}), HasSubstr("a larger data.resident_bytes"));
}

TEST_F(PreflightTest, WhatDoesNotFitTheModelIsRefusedWithItsPlace) {
  EXPECT_THAT(refusal({"learners.elbo.decayed_networks=[codec]"}),
              AllOf(HasSubstr("override 'learners.elbo.decayed_networks=[codec]'"),
                    HasSubstr("got 'codec'")));
  EXPECT_THAT(refusal({"checkpoint.best=test/guess"}), HasSubstr("checkpoint.best"));
  EXPECT_THAT(refusal({"evaluation.split=valid"}), HasSubstr("/valid"));
}

TEST_F(PreflightTest, TheClassifierIsARun) {
  EXPECT_THAT(refusal({"evaluation.classifier=" + (directory_ / "nothing").string()}),
              HasSubstr("evaluation.classifier"));
}

TEST_F(PreflightTest, ARunThatCannotBeLoadedIsSaidOfTheOptionThatNamesIt) {
  std::filesystem::create_directory(directory_ / "broken");
  replace_file(directory_ / "broken" / "config.yaml", "name: [\n");
  const std::string broken = (directory_ / "broken").string();
  for (const std::string option : {"evaluation.classifier=", "evaluation.features=classifier="}) {
    const std::string name = option.substr(0, option.find('='));
    EXPECT_THAT(message_of<Error>([&] { check({option + broken}); }),
                HasSubstr(name + ": the run of the classifier cannot be loaded"));
  }
}

}  // namespace
}  // namespace tandem
