// What `tandem` has its worker do, from outside, with a fake worker.
#include "launch/worker_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/launch/installation.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing_support::CallResult;
using testing_support::Installation;

TEST(WorkerProgram, PassesArgumentsOnAsTheyAre) {
  Installation installation;
  const CallResult sample = installation.call({"sample", "a run", "--count", "4", "$HOME;x"});
  EXPECT_EQ(sample.end.code, 9);
  EXPECT_EQ(sample.output, "<sample><a run><--count><4><$HOME;x>");
  EXPECT_EQ(installation.call({"evaluate", "r"}).output, "<evaluate><r>");
  EXPECT_EQ(installation.call({"config", "c.yaml", "a.b=1", "help", "model"}).output,
            "<config><c.yaml><a.b=1><help><model>");
}

TEST(WorkerProgram, QuestionsAreToldApart) {
  const std::vector<WorkerQuestion> questions = {
      {.words = {"and", "a=1"}}, {.words = {"b.yaml", "c=and"}, .follows = true}, {.words = {"d"}}};
  const Arguments words = words_of(questions);
  EXPECT_THAT(words, ElementsAre("and", "and", "a=1", "then", "b.yaml", "c=and", "and", "d"));
  const std::vector<WorkerQuestion> again = parse_questions(words);
  ASSERT_EQ(again.size(), questions.size());
  for (size_t i = 0; i < again.size(); ++i) {
    EXPECT_EQ(again[i].words, questions[i].words);
    EXPECT_EQ(again[i].follows, questions[i].follows);
  }
  EXPECT_TRUE(parse_questions({}).empty());
}

TEST(WorkerProgram, ARefusalHasItsCode) {
  EXPECT_EQ(parse_refusal(refusal_line(ExitCode::kBadInput)), ExitCode::kBadInput);
  EXPECT_FALSE(parse_refusal(to_json_line(ResolvedRun{.yaml = "a: 1", .name = "refused"})));
  EXPECT_FALSE(parse_refusal("no JSON"));
}

TEST(WorkerProgram, AMissingWorkerIsSaid) {
  Installation installation;
  std::filesystem::remove(installation.root() / "tandem-worker");
  const CallResult result = installation.call({"train", "x.yaml"});
  EXPECT_EQ(result.end.code, 74);
  EXPECT_THAT(result.output, HasSubstr("make build"));
}

}  // namespace
}  // namespace tandem
