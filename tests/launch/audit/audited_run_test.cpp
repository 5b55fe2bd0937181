#include "launch/audit/audited_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "framework/core/error.h"
#include "framework/runs/checkpoint_directory.h"
#include "tests/launch/audit/small_run.h"
#include "tests/support/damage.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const SmallRun::Files kFiles = {{"state.json", "{}"}};
const SmallRun::Files kOther = {{"state.json", "{ }"}};

class AuditedRunTest : public ::testing::Test {
 protected:
  AuditedRun read() const { return AuditedRun(run_.paths().root); }

  SmallRun run_;
};

TEST_F(AuditedRunTest, StretchesEndWhereDigestsAreKnown) {
  run_.write_metrics("{\"step\":1,\"loss\":3}\n" + SmallRun::line_about(2, kFiles) +
                     SmallRun::line_about(4, kFiles) + SmallRun::line_about(6, kFiles));
  run_.save(3, kFiles);  // of a stop: nothing is known of it
  run_.save(4, kFiles);
  const AuditedRun run = read();
  EXPECT_THAT(run.stretches(), ElementsAre(Stretch{0, 2}, Stretch{2, 4}, Stretch{4, 6}));
  EXPECT_TRUE(run.contradicted().empty());
  EXPECT_EQ(run.start_of({2, 4}), 0);
  EXPECT_EQ(run.start_of({4, 6}), 4);
  EXPECT_EQ(run.start_of({3, 6}), 3);
}

TEST_F(AuditedRunTest, TheFirstStretchBeginsAtTheCheckpointBeforeTheFirstDigests) {
  run_.write_metrics("{\"step\":4,\"loss\":3}\n" + SmallRun::line_about(6, kFiles) +
                     SmallRun::line_about(8, kFiles));
  for (const int64_t step : {2, 4, 7}) run_.save(step, kFiles);
  const AuditedRun run = read();
  EXPECT_EQ(run.beginning(), 0);
  EXPECT_THAT(run.stretches(), ElementsAre(Stretch{4, 6}, Stretch{6, 8}));
}

TEST_F(AuditedRunTest, ACheckpointThatMetricsContradictIsNoStart) {
  run_.write_metrics(SmallRun::line_about(2, kFiles) + SmallRun::line_about(4, kFiles) +
                     SmallRun::line_about(6, kFiles));
  run_.save(2, kFiles);
  run_.save(4, kOther);
  const AuditedRun run = read();
  EXPECT_THAT(run.contradicted(), ElementsAre(Stretch{2, 4}));
  EXPECT_EQ(run.start_of({4, 6}), 2);
}

TEST_F(AuditedRunTest, DamageIsNamedAtOnce) {
  run_.write_metrics(SmallRun::line_about(2, kFiles) + SmallRun::line_about(4, kFiles));
  run_.save(2, kFiles);
  run_.save(4, kFiles);
  flip_bit(run_.paths().checkpoints() / "step-00000002" / "state.json", 0, 0);
  EXPECT_THAT(message_of<CheckpointError>([&] { read(); }),
              AllOf(HasSubstr("step-00000002 is damaged: state.json"), Not(HasSubstr("00000004"))));
}

TEST_F(AuditedRunTest, ACheckpointMayGoWhileOthersAreRead) {
  const std::filesystem::path checkpoints = run_.paths().checkpoints();
  run_.write_metrics(SmallRun::line_about(2, kFiles) + SmallRun::line_about(4, kFiles));
  run_.save(2, kFiles);
  // Large, so that the other one goes before all of it is read.
  run_.save(4, {{"state.json", std::string(size_t{1} << 25, 'x')}});
  const int notices = ::inotify_init1(IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(notices, (checkpoints / "step-00000004").c_str(), IN_OPEN), 0);
  std::thread remover([&] {
    pollfd place{.fd = notices, .events = POLLIN, .revents = 0};
    if (::poll(&place, 1, 60'000) == 1) remove_checkpoint(checkpoints, 2);
  });
  EXPECT_NO_THROW(read());
  remover.join();
  EXPECT_EQ(steps_in(checkpoints), std::vector<int64_t>{4});
  ::close(notices);
}

TEST_F(AuditedRunTest, ABranchBeginsWithACheckpointOrNotAtAll) {
  RunManifest(run_.paths().root).begin_branch({"/parent", 2}, "digest");
  run_.write_metrics(SmallRun::line_about(4, kFiles));
  EXPECT_THAT(read().stretches(), ElementsAre(Stretch{2, 4}));
  EXPECT_EQ(read().beginning(), 2);
  EXPECT_THAT(message_of<CheckpointError>([&] {
                (void)read().start_of({2, 4});
              }),
              HasSubstr("Copy step-00000002 of /parent"));
  run_.save(2, kFiles);
  EXPECT_EQ(read().start_of({2, 4}), 2);
}

TEST_F(AuditedRunTest, WhereNothingIsKnownNothingIsAudited) {
  run_.write_metrics("{\"step\":2,\"loss\":3}\n");
  EXPECT_THAT(message_of<CheckpointError>([&] { (void)read().stretches(); }),
              HasSubstr("nothing can be audited"));
  run_.write_metrics("{\"step\":2,\"checkpoint\":3}\n");
  EXPECT_THAT(message_of<DataError>([&] { read(); }), HasSubstr("metrics.jsonl:1"));
  EXPECT_THROW(AuditedRun("/nowhere"), ConfigError);
  run_.write_metrics("");
  std::filesystem::remove(run_.paths().manifest());
  EXPECT_THAT(message_of<CheckpointError>([&] { read(); }), HasSubstr("no manifest"));
}

TEST(StretchesTest, LieBetweenNeighbours) {
  EXPECT_THAT(stretches_between(0, {2, 4, 7}),
              ElementsAre(Stretch{0, 2}, Stretch{2, 4}, Stretch{4, 7}));
  EXPECT_THAT(stretches_between(4, {2, 4, 7}), ElementsAre(Stretch{4, 7})) << "of a branch";
  EXPECT_TRUE(stretches_between(0, {}).empty());
}

TEST(StretchesTest, AreDrawnWithoutReplacement) {
  std::vector<int64_t> steps;
  for (int64_t step = 1; step <= 20; ++step) steps.push_back(step);
  const auto all = stretches_between(0, steps);
  std::set<int64_t> seen;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const auto drawn = draw_stretches(all, 3, seed);
    ASSERT_EQ(drawn.size(), 3U);
    EXPECT_LT(drawn[0].begin, drawn[1].begin);
    EXPECT_LT(drawn[1].begin, drawn[2].begin);
    EXPECT_EQ(drawn, draw_stretches(all, 3, seed));
    for (const Stretch& stretch : drawn) seen.insert(stretch.begin);
  }
  EXPECT_EQ(seen.size(), all.size()) << "each has its chance";
  EXPECT_EQ(draw_stretches(all, 99, 1), all);
}

}  // namespace
}  // namespace tandem
