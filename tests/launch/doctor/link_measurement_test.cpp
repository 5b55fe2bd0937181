#include "launch/doctor/link_measurement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "launch/sum_timing.h"
#include "tests/launch/installation.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing_support::Installation;

const char* const kSmallLine = R"({"bytes":1024,"ranks":2,"seconds":0.0001})";

TEST(PlacesForLinks, AreAPowerOfTwo) {
  EXPECT_EQ(places_for_links({"a"}), "a:2");
  EXPECT_EQ(places_for_links({"a", "b"}), "a:1,b:1");
  EXPECT_EQ(places_for_links({"a", "b", "c"}), "a:2,b:1,c:1");
  EXPECT_EQ(places_for_links({"a", "b", "c", "d", "e"}), "a:2,b:2,c:2,d:1,e:1");
}

TEST(LinksFinding, TellsTheSums) {
  const Finding finding = links_finding(
      std::string("a banner\n") + kSmallLine + "\n" +
          to_json_line(SumTiming{.bytes = 16 << 20, .ranks = 2, .seconds = 0.03}) + "\n",
      ProcessEnd{});
  EXPECT_EQ(finding.kind, FindingKind::kGood);
  EXPECT_EQ(finding.text, "2 ranks sum 1 KiB in 100.0 µs, 16 MiB in 30000 µs (0.559 GB/s)");
}

TEST(LinksFinding, TellsHowFarItCame) {
  const Finding hung = links_finding(std::string(kSmallLine) + "\n", std::nullopt);
  EXPECT_EQ(hung.kind, FindingKind::kFailed);
  EXPECT_EQ(hung.text, "the sum over all hosts does not end; 2 ranks sum 1 KiB in 100.0 µs");
  EXPECT_THAT(hung.advice, HasSubstr("btl_tcp_if_include"));
  const Finding failed = links_finding("no such host\n", ProcessEnd{.code = 1});
  EXPECT_THAT(failed.text, AllOf(HasSubstr("exit code 1"), HasSubstr("no such host")));
  EXPECT_EQ(links_finding("", ProcessEnd{}).kind, FindingKind::kFailed);
  EXPECT_EQ(links_finding("{\"bytes\":1}\n", ProcessEnd{}).kind, FindingKind::kFailed);
}

TEST(MeasureLinks, StartsAJobAndReadsIt) {
  Installation installation;  // for its permission to be root
  const Finding finding =
      measure_links({}, {"localhost"}, {"echo", kSmallLine}, {.limit = std::chrono::seconds(60)});
  EXPECT_EQ(finding.kind, FindingKind::kGood) << finding.text;
}

TEST(MeasureLinks, EndsAJobThatHangs) {
  Installation installation;
  const auto pid_file = installation.root() / "pid";
  const Finding finding = measure_links(
      {}, {"localhost"}, {"sh", "-c", "echo $$ >" + pid_file.string() + "; exec sleep 1000"},
      {.limit = std::chrono::seconds(15)});
  EXPECT_THAT(finding.text, HasSubstr("does not end"));
  EXPECT_EQ(::kill(std::stoi(read_file(pid_file)), 0), -1);
}

}  // namespace
}  // namespace tandem
