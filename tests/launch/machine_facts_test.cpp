#include "launch/machine_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

MachineFacts some_facts() {
  return {.version = "1.0 (Release abc)",
          .program = "00ff",
          .libraries = "LibTorch 2",
          .cpu = "a \"CPU\"",
          .instruction_sets = "avx avx2",
          .arithmetic = "1234",
          .cores = 8,
          .gpus = {"one", "two"},
          .gpu_libraries = "driver 1",
          .directory = {.problem = "is not there", .free_bytes = int64_t{1} << 45, .token = "t"},
          .received = 1.25e9,
          .answered = 1.5e9};
}

TEST(MachineFacts, AreOneLineAndReadBack) {
  const std::string line = to_json_line(some_facts());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const MachineFacts read = parse_machine_facts(line);
  EXPECT_EQ(to_json_line(read), line);
  EXPECT_EQ(read.cpu, "a \"CPU\"");
  EXPECT_EQ(read.cores, 8);
  EXPECT_EQ(read.gpus.size(), 2U);
  EXPECT_EQ(read.answered, 1.5e9);
}

TEST(MachineFacts, AreReadStrictly) {
  const std::string line = to_json_line(some_facts());
  const auto with = [&](const std::string& part, const std::string& other) {
    std::string changed = line;
    return changed.replace(changed.find(part), part.size(), other);
  };
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string(""), line.substr(0, line.size() - 1),
        with("\"cores\":8", "\"cores\":8.5"), with("\"cores\":8", "\"cores\":\"8\""),
        with("\"cores\":8", "\"cores\":8,\"more\":1"),
        with("\"cores\":8", "\"cores\":8,\"cores\":8"),
        with("\"received\":1250000000.0", "\"received\":null"), with("[\"one\"", "[1"),
        with("\"token\":\"t\"", "\"token\":{}")}) {
    EXPECT_THROW(parse_machine_facts(text), Error) << text;
  }
}

TEST(MachineFacts, HaveNothingThatATerminalObeys) {
  MachineFacts facts = some_facts();
  facts.cpu = "a\x1b[2J\nb";
  facts.gpus = {"\x1b]0;x"};
  const MachineFacts read = parse_machine_facts(to_json_line(facts));
  EXPECT_EQ(read.cpu, "a\\x1b[2J\\x0ab");
  EXPECT_EQ(read.gpus.front(), "\\x1b]0;x");
}

TEST(CpuInfo, IsThatOfTheFirstProcessor) {
  const CpuInfo info = parse_cpu_info(
      "processor\t: 0\nmodel name\t: Maker's CPU @ 2.0GHz\nflags\t\t: fpu avx2 fma avx avx512fx\n\n"
      "processor\t: 1\nmodel name\t: Another\nflags\t\t: avx512f\n");
  EXPECT_EQ(info.model, "Maker's CPU @ 2.0GHz");
  EXPECT_THAT(info.instruction_sets, ElementsAre("avx", "avx2", "fma"));
}

TEST(CpuInfo, NamesThoseOfOtherMakers) {
  EXPECT_THAT(parse_cpu_info("Features\t: fp asimd sve\n").instruction_sets,
              ElementsAre("asimd", "sve"));
}

TEST(CpuInfo, MayBeUnknown) {
  for (const char* text : {"", "\n", "model name", "flags:\n"}) {
    EXPECT_EQ(parse_cpu_info(text).model, "") << text;
    EXPECT_THAT(parse_cpu_info(text).instruction_sets, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace tandem
