#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "framework/core/files.h"
#include "framework/runs/run_paths.h"
#include "tests/framework/training/observers/watched_training.h"

namespace tandem {

ObserverKind samples_observer();

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SampleObserver, WritesEveryGridOfATrainingAlsoWhereTheFolderIsGone) {
  WatchedTraining training;
  const auto observer = samples_observer().make(training.as_rank(0));
  observer->on_samples(5);
  std::set<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(RunPaths{training.directory.path()}.samples())) {
    names.insert(entry.path().filename());
  }
  EXPECT_THAT(names, ElementsAre("step-00000005-interpolations.png", "step-00000005.png"));
  EXPECT_THAT(read_file(training.events.path()), HasSubstr("interpolations"));
}

}  // namespace
}  // namespace tandem
