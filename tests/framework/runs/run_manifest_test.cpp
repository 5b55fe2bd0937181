#include "framework/runs/run_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/run_paths.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

RunFacts some_facts() {
  return {.name = "a",
          .seed = 7,
          .config_digest = "c",
          .options = {{"steps", "9"}, {"batch.size", "4"}},
          .data_digests = "data",
          .networks = "judge",
          .reduction = "ordered"};
}

RunStart some_start(const std::string& numerics, int64_t start_step = 0) {
  return {.hosts = {"h", "h"},
          .devices = {"cpu", "cpu"},
          .numerics = numerics,
          .versions = {{"tandem", "1"}},
          .start_step = start_step};
}

class RunManifestTest : public ::testing::Test {
 protected:
  std::string text() const { return read_file(RunPaths{run_.path()}.manifest()); }
  nlohmann::json json() const { return nlohmann::json::parse(text()); }
  void write(const std::string& text) const {
    replace_file(RunPaths{run_.path()}.manifest(), text);
  }
  RunManifest read() const { return RunManifest(run_.path()); }

  TemporaryDirectory run_;
};

TEST_F(RunManifestTest, WithoutAFileNothingIsKnown) {
  const RunManifest manifest = read();
  EXPECT_FALSE(manifest.was_started());
  EXPECT_EQ(manifest.options({{"steps", "3"}}), (NamedTexts{{"steps", "3"}}));
  EXPECT_NO_THROW(manifest.check("any", "any", "path"));
  EXPECT_EQ(manifest.numerics_change("any"), "");
}

TEST_F(RunManifestTest, EveryStartIsKeptWithItsEnd) {
  RunManifest first = read();
  first.start(some_facts(), some_start("here"));
  first.finish("stopped", 4);
  RunManifest second = read();
  EXPECT_TRUE(second.was_started());
  second.start(some_facts(), some_start("there", 4));
  const nlohmann::json starts = json()["starts"];
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_EQ(starts[0]["end"], "stopped");
  EXPECT_EQ(starts[0]["step"], 4);
  EXPECT_EQ(starts[0]["ranks"], 2);
  EXPECT_TRUE(starts[0]["parent_checkpoint"].is_null());
  EXPECT_TRUE(starts[1]["end"].is_null());
  EXPECT_EQ(starts[1]["parent_checkpoint"], 4);
  EXPECT_EQ(starts[1]["versions"]["tandem"], "1");
  EXPECT_EQ(json()["seed"], 7);
  EXPECT_EQ(json()["rank_count_invariant"], true);
}

TEST_F(RunManifestTest, ADamagedValueIsFound) {
  read().start(some_facts(), some_start("here"));
  std::string damaged = text();
  damaged[damaged.find("\"seed\": 7") + 8] = '5';
  write(damaged);
  EXPECT_THAT(message_of<CheckpointError>([&] { read(); }), HasSubstr("is damaged"));
}

TEST_F(RunManifestTest, OptionsAreThoseOfTheLastStartInTheirOrder) {
  RunManifest manifest = read();
  manifest.start(some_facts(), some_start("here"));
  EXPECT_EQ(read().options({}), some_facts().options);
}

TEST_F(RunManifestTest, AStartKeepsWhatTheOneBeforeHadOtherwise) {
  read().start(some_facts(), some_start("here"));
  RunFacts longer = some_facts();
  longer.options = {{"steps", "12"}, {"batch.size", "4"}, {"new", "1"}};
  read().start(longer, some_start("here", 9));
  const std::vector<RecordedStart> starts = read().starts();
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_TRUE(starts[0].changed.empty());
  EXPECT_EQ(starts[1].changed, (NamedTexts{{"steps", "9"}}));
  EXPECT_EQ(starts[1].start.start_step, 9);
  EXPECT_EQ(read().facts().options, longer.options);
}

TEST_F(RunManifestTest, OtherDataOrAnotherJudgeIsRefused) {
  read().start(some_facts(), some_start("here"));
  EXPECT_NO_THROW(read().check("data", "judge", "x.h5"));
  EXPECT_NO_THROW(read().check("data", "", "x.h5")) << "not measured at all";
  EXPECT_THAT(message_of<CheckpointError>([&] { read().check("other", "judge", "x.h5"); }),
              AllOf(HasSubstr("x.h5"), HasSubstr("expected data, got other")));
  EXPECT_THAT(message_of<CheckpointError>([&] { read().check("data", "other", "x.h5"); }),
              HasSubstr("expected judge, got other"));
  RunFacts unmeasured = some_facts();
  unmeasured.networks = "";
  read().start(unmeasured, some_start("here"));
  EXPECT_THROW(read().check("data", "other", "x.h5"), CheckpointError) << "it stays known";
}

TEST_F(RunManifestTest, FeaturesAndClassifierAreToldApart) {
  const auto check = [&](const std::string& networks) { read().check("data", networks, "x.h5"); };
  const auto start = [&](const std::string& networks) {
    RunFacts facts = some_facts();
    facts.networks = networks;
    read().start(facts, some_start("here"));
  };
  start("classifier");
  EXPECT_NO_THROW(check("features; classifier"));
  EXPECT_NO_THROW(check("features; "));
  EXPECT_THAT(
      message_of<CheckpointError>([&] { check("features; other"); }),
      AllOf(HasSubstr("evaluation.classifier"), HasSubstr("expected classifier, got other")));
  start("features; ");
  EXPECT_EQ(json()["judge"], "features; classifier") << "both stay known";
  EXPECT_NO_THROW(check("classifier"));
  EXPECT_THAT(message_of<CheckpointError>([&] { check("other; classifier"); }),
              AllOf(HasSubstr("evaluation.features"), HasSubstr("expected features, got other")));
}

TEST_F(RunManifestTest, OtherNumericsAreASentence) {
  read().start(some_facts(), some_start("here"));
  EXPECT_EQ(read().numerics_change("here"), "");
  EXPECT_THAT(read().numerics_change("there"), HasSubstr("computed by here, and goes on by there"));
}

TEST_F(RunManifestTest, ABranchNamesItsParentThroughAllItsStarts) {
  read().begin_branch({"/parent", 4}, "digest");
  EXPECT_FALSE(read().was_started());
  read().start(some_facts(), some_start("here", 4));
  EXPECT_EQ(json()["parent"],
            nlohmann::json({{"run", "/parent"}, {"step", 4}, {"checkpoint_digest", "digest"}}));
  ASSERT_TRUE(read().parent().has_value());
  EXPECT_EQ(read().parent()->run, "/parent");
  EXPECT_EQ(read().parent()->step, 4);
}

TEST_F(RunManifestTest, ADamagedOneIsRefused) {
  read().start(some_facts(), some_start("here"));
  const std::string sound = text();
  nlohmann::json without_starts = json();
  without_starts["starts"] = nlohmann::json::array();
  nlohmann::json other_type = json();
  other_type["options"]["steps"] = 9;
  nlohmann::json other_number = json();
  other_number["seed"] = 1e300;
  for (const std::string& text :
       {std::string(), sound.substr(0, 200), std::string("[]"), without_starts.dump(),
        other_type.dump(), other_number.dump(), "{\"options\": {}, " + sound.substr(1)}) {
    write(text);
    EXPECT_THAT(message_of<CheckpointError>([&] { read(); }), HasSubstr("damaged")) << text;
  }
  nlohmann::json later = nlohmann::json::parse(sound);
  later["format_version"] = 3;
  write(later.dump());
  EXPECT_THAT(message_of<CheckpointError>([&] { read(); }),
              AllOf(HasSubstr("another version"), HasSubstr("format_version 2")));
}

}  // namespace
}  // namespace tandem
