#include "launch/doctor/host_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace tandem {
namespace {

using ::testing::HasSubstr;

MachineFacts plain_facts() {
  return {.version = "1 (Release a)",
          .program = "0123456789abcdef",
          .libraries = "LibTorch 2",
          .cpu = "CPU",
          .instruction_sets = "avx2",
          .arithmetic = "77",
          .cores = 4,
          .gpus = {"H200", "H200"},
          .gpu_libraries = "driver 1",
          .directory = {.free_bytes = 50'000'000'000, .token = "t"}};
}

std::vector<Finding> findings_with(const std::function<void(ComparedHost&)>& change) {
  const MachineFacts here = plain_facts();
  std::vector<ComparedHost> hosts = {{.name = "a", .slots = 2, .facts = here},
                                     {.name = "b", .slots = 2, .facts = here}};
  change(hosts.back());
  return compare_hosts(here, hosts, "t");
}

/// The findings that are not good, of hosts of which the second is changed.
std::vector<Finding> faults_with(const std::function<void(ComparedHost&)>& change) {
  std::vector<Finding> findings = findings_with(change);
  std::erase_if(findings,
                [](const Finding& finding) { return finding.kind == FindingKind::kGood; });
  return findings;
}

void expect_fault(const std::function<void(ComparedHost&)>& change, const std::string& subject,
                  const std::string& line, FindingKind kind = FindingKind::kDiffers) {
  const std::vector<Finding> faults = faults_with(change);
  ASSERT_EQ(faults.size(), 1U) << subject;
  EXPECT_EQ(faults[0].subject, subject);
  EXPECT_EQ(faults[0].kind, kind) << subject;
  EXPECT_THAT(faults[0].text, HasSubstr("! b: " + line));
  EXPECT_FALSE(faults[0].advice.empty());
}

TEST(HostComparison, OfEqualsIsShort) {
  const std::vector<Finding> findings = findings_with([](ComparedHost&) {});
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.kind, FindingKind::kGood) << finding.text;
    EXPECT_EQ(finding.text.find('\n'), std::string::npos) << finding.text;
  }
  const auto gpus = std::ranges::find(findings, "GPUs", &Finding::subject);
  ASSERT_NE(gpus, findings.end());
  EXPECT_EQ(gpus->text, "2 × H200");
}

TEST(HostComparison, GroupsMachinesThatAgree) {
  const auto faults = faults_with([](ComparedHost& host) { host.facts.libraries = "LibTorch 1"; });
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].text, "  a: LibTorch 2\n! b: LibTorch 1");
}

/// The findings that are not good, of two hosts that are equal, asked by a machine that is changed.
std::vector<Finding> faults_asked_by(const std::function<void(MachineFacts&)>& change) {
  MachineFacts here = plain_facts();
  change(here);
  const std::vector<ComparedHost> hosts = {{.name = "a", .slots = 2, .facts = plain_facts()},
                                           {.name = "b", .slots = 2, .facts = plain_facts()}};
  std::vector<Finding> findings = compare_hosts(here, hosts, "t");
  std::erase_if(findings,
                [](const Finding& finding) { return finding.kind == FindingKind::kGood; });
  return findings;
}

TEST(HostComparison, WhoAsksNeedsNothingThatRanksCompute) {
  EXPECT_TRUE(faults_asked_by([](MachineFacts& here) {
                here.libraries = "LibTorch 1";
                here.cpu = "Other";
                here.instruction_sets = "sse4";
                here.arithmetic = "78";
                here.gpus.clear();
                here.gpu_libraries = "no driver";
              }).empty());
}

TEST(HostComparison, WhoAsksIsOfTheSameBuild) {
  const auto faults = faults_asked_by([](MachineFacts& here) { here.version = "2 (Release b)"; });
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].text,
            "  here: 2 (Release b), program 0123456789ab\n"
            "! a, b: 1 (Release a), program 0123456789ab");
}

TEST(HostComparison, GpusAreOfOneKindNotOfOneNumber) {
  const auto change = [](ComparedHost& host) { host.facts.gpus = {"H200", "H200", "H200"}; };
  EXPECT_TRUE(faults_with(change).empty());
  const std::vector<Finding> findings = findings_with(change);
  const auto gpus = std::ranges::find(findings, "GPUs", &Finding::subject);
  ASSERT_NE(gpus, findings.end());
  EXPECT_EQ(gpus->text, "a: 2 × H200\nb: 3 × H200");
}

TEST(HostComparison, MarksEachDifference) {
  expect_fault([](ComparedHost& host) { host.facts.version = "2 (Release b)"; }, "build", "2 (");
  expect_fault([](ComparedHost& host) { host.facts.program = "f"; }, "build", "1 (Release a)");
  expect_fault([](ComparedHost& host) { host.facts.arithmetic = "78"; }, "arithmetic", "78");
  expect_fault([](ComparedHost& host) { host.facts.gpu_libraries = ""; }, "drivers", "");
  expect_fault(
      [](ComparedHost& host) {
        host.facts.gpus = {"H200", "H100"};
      },
      "GPUs", "1 × H200, 1 × H100");
  expect_fault([](ComparedHost& host) { host.facts.directory.problem = "is not there"; },
               "directory", "is not there");
  expect_fault([](ComparedHost& host) { host.facts.directory.token = ""; }, "directory",
               "another one");
  expect_fault([](ComparedHost& host) { host.facts.directory.token = "u"; }, "directory",
               "another one");
  expect_fault([](ComparedHost& host) { host.facts.directory.free_bytes = 999'999'999; },
               "free space", "1.0 GB", FindingKind::kFailed);
}

TEST(HostComparison, AnotherProcessorIsNoFaultWhereItComputesAlike) {
  expect_fault([](ComparedHost& host) { host.facts.cpu = "Other"; }, "CPU", "Other",
               FindingKind::kNote);
  expect_fault([](ComparedHost& host) { host.facts.instruction_sets = "avx2 avx512f"; }, "vectors",
               "avx2 avx512f", FindingKind::kNote);
}

TEST(HostComparison, CountsPlacesForTheRanks) {
  expect_fault([](ComparedHost& host) { host.slots = 3; }, "places",
               "4 cores and 2 GPUs for 3 ranks");
  const auto without_gpus = [](int64_t slots) {
    return faults_with([&](ComparedHost& host) {
      host.facts.gpus.clear();
      host.slots = slots;
    });
  };
  EXPECT_EQ(without_gpus(4).size(), 1U);  // GPUs alone
  EXPECT_EQ(without_gpus(5).size(), 2U);
}

TEST(HostComparison, ToleratesAClockWithinItsUncertainty) {
  expect_fault([](ComparedHost& host) { host.clock = {.seconds = -9.0, .uncertainty = 0.25}; },
               "clock", "-9.00 s ± 0.25 s");
  EXPECT_TRUE(faults_with([](ComparedHost& host) {
                host.clock = {.seconds = 3.0, .uncertainty = 2.5};
              }).empty());
}

TEST(HostComparison, SaysNothingOfADirectoryThatCouldNotBeMarked) {
  const MachineFacts here = plain_facts();
  const auto findings = compare_hosts(here, {{.name = "a", .facts = here}}, "");
  const auto found = std::ranges::find(findings, "directory", &Finding::subject);
  ASSERT_NE(found, findings.end());
  EXPECT_THAT(found->text, HasSubstr("perhaps"));
}

}  // namespace
}  // namespace tandem
