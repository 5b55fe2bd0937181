#include "framework/training/objective_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

/// `first` draws a batch, `second`, which trains a network of the first, sees that one.
class Two : public GenerativeModel {
 public:
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override {
    return {{.name = "first", .trains = {"a"}},
            {.name = "second", .trains = {"a", "b"}, .batch_use = BatchUse::kReuses},
            {.name = "third", .trains = {"c"}, .batch_use = BatchUse::kNone}};
  }
  void check_micro_batch_size(int64_t size) const override {
    if (size < 2) throw ConfigError({.what = "too few", .got = std::to_string(size)});
  }
};

class ObjectiveCheck : public testing::Test {
 protected:
  void check(const std::string& options) {
    const Family family{
        .name = "two", .sentence = "A family.", .learners = [] {
          return std::vector<LearnerDefaults>{{"first", {}}, {"second", {}}, {"third", {}}};
        }};
    replace_file(path_, "name: test\nsteps: 10\nmodel: {family: two}\ndata: {path: x.h5}\n" +
                            options + "\n");
    Two model;
    check_objectives(RunConfiguration::load(path_, {}, {family}), model);
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "run.yaml";
};

TEST_F(ObjectiveCheck, BothThatTrainANetworkAverageItOrNone) {
  EXPECT_NO_THROW(check(""));
  EXPECT_NO_THROW(check("learners: {first: {average_decay: 0.9}, second: {average_decay: 0.99}}"));
  EXPECT_THAT(message_of<ConfigError>([&] { check("learners: {first: {average_decay: 0.9}}"); }),
              HasSubstr("learners.second.average_decay"));
  EXPECT_THAT(message_of<ConfigError>([&] { check("learners: {second: {average_decay: 0.9}}"); }),
              HasSubstr("objective 'first' trains network 'a' too"));
}

TEST_F(ObjectiveCheck, APhaseDrawsTheBatchThatIsReused) {
  EXPECT_NO_THROW(
      check("phases: [{name: p, steps: 4, objectives: [first, third]}, "
            "{name: q, steps: 2, objectives: [third]}, {name: r, objectives: [first, second]}]"));
  const std::string message = message_of<ConfigError>([&] {
    check(
        "phases: [{name: p, steps: 4, objectives: [first]}, "
        "{name: q, objectives: [second, third]}]");
  });
  EXPECT_THAT(message, HasSubstr("phases.1.objectives"));
  EXPECT_THAT(message, HasSubstr("phase 'q'"));
  EXPECT_THAT(message, HasSubstr("'first' as well"));
}

TEST_F(ObjectiveCheck, WeightDecayIsOfTrainedNetworks) {
  EXPECT_NO_THROW(check("learners: {second: {decayed_networks: [b]}}"));
  EXPECT_THAT(message_of<ConfigError>([&] { check("learners: {first: {decayed_networks: [b]}}"); }),
              HasSubstr("learners.first.decayed_networks"));
}

TEST_F(ObjectiveCheck, TheModelSeesTheSizeOfAMicroBatch) {
  EXPECT_NO_THROW(check("batch: {size: 8, micro_batches: 4}"));
  EXPECT_THAT(message_of<ConfigError>([&] { check("batch: {size: 4, micro_batches: 4}"); }),
              HasSubstr("got 1"));
}

}  // namespace
}  // namespace tandem
