#include "framework/training/observer_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/framework/training/recording_observer.h"

namespace tandem {
namespace {

using testing::ElementsAre;

/// Adds a letter to what all of them write together.
class OneOfMany : public Observer {
 public:
  OneOfMany(std::string& all, char own) : all_(all), own_(own) {}
  void on_step(int64_t) override { all_ += own_; }

 private:
  std::string& all_;
  char own_;
};

TEST(ObserverList, EveryOneIsToldEverything) {
  RecordingObserver first, second;
  ObserverList observers;
  observers.assign({&first, &second});
  observers.on_start(1);
  observers.on_step(2);
  observers.on_activity(Activity::kEvaluating, std::nullopt);
  observers.on_activity(Activity::kTraining, 1);
  observers.on_report(2, {}, {});
  observers.on_samples(2);
  observers.on_saving({.step = 2}, true);
  observers.on_checkpoint(2);
  EXPECT_THAT(first.told, ElementsAre("start 1", "step 2", "evaluating", "training 1", "report 2",
                                      "samples 2", "due 2", "checkpoint 2"));
  EXPECT_EQ(second.told, first.told);
}

TEST(ObserverList, AreToldInTheOrderGiven) {
  std::string all;
  OneOfMany a(all, 'a'), b(all, 'b');
  ObserverList observers;
  observers.assign({&b, &a});
  observers.on_step(1);
  observers.on_step(2);
  EXPECT_EQ(all, "baba");
}

TEST(ObserverList, TheFirstStepIsPreparation) {
  RecordingObserver observer;
  ObserverList observers;
  observers.assign({&observer});
  observers.on_activity(Activity::kTraining, 0);
  observers.on_activity(Activity::kSaving, std::nullopt);
  observers.on_step(8);
  observers.on_activity(Activity::kTraining, 0);
  EXPECT_THAT(observer.told, ElementsAre("preparing 0", "saving", "step 8", "training 0"));
}

}  // namespace
}  // namespace tandem
