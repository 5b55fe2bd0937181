#include "launch/model_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "framework/runs/run_directory.h"
#include "launch/program.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ModelOptions : public ::testing::Test {
 protected:
  CommandCall call_of(const std::string& command, const Arguments& arguments) const {
    return parse_call(find_command(tandem_, command), "tandem", arguments);
  }

  Program tandem_{.name = "tandem", .sentence = "", .commands = all_commands()};
};

TEST_F(ModelOptions, TheRunIsTheOnlyWord) {
  const CommandCall call = call_of(
      "sample", {"--count", "9", "a run", "--condition", "label=3", "--condition", "code_1=-1"});
  EXPECT_EQ(named_run(call), "a run");
  EXPECT_EQ(call.get<int64_t>("count"), 9);
  EXPECT_EQ(call.get<uint64_t>("seed"), 1U);
  EXPECT_FALSE(call.has("raw"));
  EXPECT_EQ(call.find<int64_t>("step"), std::nullopt);
  EXPECT_EQ(call.find<std::vector<std::string>>("condition"),
            (std::vector<std::string>{"label=3", "code_1=-1"}));
}

TEST_F(ModelOptions, WithoutARunTheUsageIsShown) {
  EXPECT_THAT(message_of<UsageError>([&] {
                named_run(call_of("evaluate", {"--samples", "10"}));
              }),
              AllOf(HasSubstr("one run is needed"), HasSubstr("tandem evaluate RUN")));
  EXPECT_THROW(named_run(call_of("evaluate", {"a", "b"})), UsageError);
}

TEST_F(ModelOptions, AStepBesideTheBestIsRefused) {
  for (const char* command : {"inspect", "encode", "sample", "evaluate"}) {
    EXPECT_THAT(message_of<UsageError>([&] {
                  named_run(call_of(command, {"a", "--step", "4", "--best"}));
                }),
                HasSubstr("--step and --best"))
        << command;
  }
}

TEST_F(ModelOptions, PlacesOfDataAreForAllRuns) {
  const NamedModels named = named_models(
      call_of("evaluate", {"a", "data.path=b.h5", "c/d", "data.sources.a.path=/e", "--json"}));
  EXPECT_THAT(named.runs, ElementsAre("a", "c/d"));
  EXPECT_THAT(named.data_places, ElementsAre("data.path=b.h5", "data.sources.a.path=/e"));
}

TEST_F(ModelOptions, OneModelIsNamedBesideThePlaceOfItsData) {
  EXPECT_EQ(named_model(call_of("encode", {"a run", "data.path=b.h5"})), "a run");
  for (const Arguments& words : {Arguments{"data.path=b.h5"}, Arguments{"a", "b"}, Arguments{}}) {
    EXPECT_THAT(message_of<UsageError>([&] { named_model(call_of("sample", words)); }),
                HasSubstr("one run is needed"));
  }
}

TEST_F(ModelOptions, OtherOptionsOfAModelStayAsTheyWere) {
  for (const std::string word :
       {"steps=9", "data.resident_bytes=1", "evaluation.classifier=a", "?data.path=b.h5"}) {
    EXPECT_THAT(message_of<UsageError>([&] {
                  named_models(call_of("evaluate", {"a", word}));
                }),
                AllOf(HasSubstr(word + ": "), HasSubstr("data.path=FILE"),
                      HasSubstr("`tandem evaluate --help`")))
        << word;
  }
}

TEST_F(ModelOptions, AnOptionMayBeLongerThanTheNameOfAFile) {
  const std::string option = "steps=" + std::string(300, '1');
  EXPECT_THROW(named_model(call_of("sample", {"runs/a", option})), UsageError);
}

TEST_F(ModelOptions, ARunMayBeCalledLikeAnOption) {
  const TemporaryDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  create_run_directory("rate=0.1", {.yaml = "name: x\n", .overrides = {}});
  const auto named = [&](const std::string& word) {
    return named_models(call_of("evaluate", {word})).runs;
  };
  std::filesystem::create_directories("rate=0.3/seed-1");
  EXPECT_THAT(named("rate=0.1"), ElementsAre("rate=0.1"));
  EXPECT_THAT(named("rate=0.3/seed-1"), ElementsAre("rate=0.3/seed-1"));
  EXPECT_THAT(named("runs/rate=0.2"), ElementsAre("runs/rate=0.2"));
  EXPECT_THROW(named("rate=0.2"), UsageError);
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace tandem
