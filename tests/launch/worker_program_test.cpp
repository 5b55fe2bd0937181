// What `tandem` has its worker do, from outside, with a fake worker.
#include "launch/worker_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "framework/core/process.h"
#include "tests/launch/installation.h"

namespace tandem {
namespace {

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

TEST(WorkerProgram, AQuestionIsALine) {
  const WorkerQuestion question{
      .words = {"--help", "a b=\n1"}, .follows = true, .names = {{"a=1", "s.yaml:2:3: a"}}};
  const std::string line = to_json_line(question);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const WorkerQuestion again = parse_question(line);
  EXPECT_EQ(again.words, question.words);
  EXPECT_TRUE(again.follows);
  EXPECT_EQ(again.names, question.names);
  EXPECT_THROW(parse_question("and c.yaml"), Error);
}

TEST(WorkerProgram, WhatTheUserWroteInAnotherWayIsCalledSo) {
  const std::map<std::string, std::string> names = {{"a.b=1", "s.yaml:2:3: rate"},
                                                    {"a.b=10", "s.yaml:9:3: other"}};
  EXPECT_EQ(with_names("override 'a.b=1' (a.b): no; override 'a.b=10': no", names),
            "s.yaml:2:3: rate: no; s.yaml:9:3: other: no");
  EXPECT_EQ(with_names("override 'c=1' (c): no", names), "override 'c=1' (c): no");
}

TEST(WorkerProgram, AQuestionEndsWithItsAsker) {
  Installation installation;
  installation.set("FAKE_UNANSWERED", "resolve");
  ChildProcess tandem = installation.start({"train", "x.yaml"});
  installation.wait_for_output("asked ");
  installation.wait_for_output("\n");
  const std::string said = read_file(installation.output());
  const int64_t worker = std::stoll(said.substr(said.find("asked ") + 6));
  tandem.send(SIGKILL);
  EXPECT_EQ(installation.finish(tandem).end.signal, SIGKILL);
  testing_support::wait_until(
      [&] {
        const char state = process_state(worker);
        return state == '\0' || state == 'Z';
      },
      "end of the question");
}

TEST(WorkerProgram, AWorkerThatCannotBeginIsLostAndNotRefused) {
  Installation installation;
  const std::filesystem::path worker = installation.root() / "tandem-worker";
  std::filesystem::remove(worker);
  // As the loader ends a program of which a library is missing.
  replace_file(worker, "#!/bin/sh\nexit 127\n");
  std::filesystem::permissions(worker, std::filesystem::perms::owner_all);
  const CallResult result = installation.call({"train", "x.yaml"});
  EXPECT_EQ(result.end.code, 76);
  EXPECT_THAT(result.output, HasSubstr("ended by exit code 127"));
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
