#include "launch/doctor/findings.h"

#include <gtest/gtest.h>

#include <string>

namespace tandem {
namespace {

TEST(Finding, IsALineWithAdviceUnlessItIsGood) {
  EXPECT_EQ(to_text({.subject = "mpirun", .text = "4.1", .advice = "Do this."}),
            "ok       mpirun      4.1\n");
  EXPECT_EQ(to_text({.kind = FindingKind::kMissing,
                     .subject = "mpirun",
                     .text = "none",
                     .advice = "Do this."}),
            "missing  mpirun      none\n         Do this.\n");
}

TEST(Finding, KeepsFurtherLinesInItsColumn) {
  EXPECT_EQ(to_text({.kind = FindingKind::kDiffers, .subject = "build", .text = "a: 1\nb: 2"}),
            "differs  build       a: 1\n                     b: 2\n");
  EXPECT_EQ(to_text({.kind = FindingKind::kFailed, .subject = "a-long-host-name", .text = "x"}),
            "failed   a-long-host-name x\n");
}

TEST(Findings, ANoteIsNoFault) {
  for (const auto& [kind, is_good] :
       {std::pair{FindingKind::kGood, true}, std::pair{FindingKind::kNote, true},
        std::pair{FindingKind::kMissing, false}, std::pair{FindingKind::kDiffers, false},
        std::pair{FindingKind::kFailed, false}}) {
    Findings findings;
    testing::internal::CaptureStdout();
    findings.add({.kind = kind, .subject = "s", .text = "t"});
    findings.add({.subject = "s", .text = "t"});
    testing::internal::GetCapturedStdout();
    EXPECT_EQ(findings.all_good(), is_good) << static_cast<int>(kind);
  }
}

}  // namespace
}  // namespace tandem
