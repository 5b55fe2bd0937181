// Files of weights, and the digest of what they hold.
#include "framework/metrics/weights_file.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <system_error>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

TEST(WeightsFile, HoldsTensorsAndWhatIsSaidOfThem) {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  const NamedTensors tensors = {{"a", at::ones({2, 3})}};
  write_file_synced(path, to_safetensors(tensors, {{"source", "here"}}));
  const WeightsFile file = read_weights_file(path);
  EXPECT_TRUE(at::equal(file.tensors.at("a"), tensors.at("a")));
  EXPECT_EQ(file.metadata.at("source"), "here");
  EXPECT_THAT(message_of<ConfigError>([&] { (void)read_weights_file(directory / "b"); }),
              HasSubstr("there is no such file of weights"));
}

TEST(WeightsFile, SaysWhyAFileCannotBeLookedAt) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink("loop", directory / "loop");
  const auto said_of = [&](const std::string& name) {
    return message_of<ConfigError>([&] { (void)read_weights_file(directory / name); });
  };
  const auto reason = [](std::errc code) { return std::make_error_code(code).message(); };
  EXPECT_THAT(said_of("loop"), HasSubstr(reason(std::errc::too_many_symbolic_link_levels)));
  EXPECT_THAT(said_of(std::string(300, 'a')), HasSubstr(reason(std::errc::filename_too_long)));
}

TEST(WeightsFile, DigestIsOfNamesShapesAndValues) {
  const std::string values("\0\0\x80\x3f\0\0\0\x40", 8);  // 1 and 2
  const NamedTensors tensors = {{"a", at::tensor({1.0F, 2.0F}).view({1, 2})},
                                {"b.c", at::tensor({2.0F})}};
  EXPECT_EQ(digest_of_tensors(tensors),
            digest_of("a 1x2\n" + values + "b.c 1\n" + values.substr(4)));
}

}  // namespace
}  // namespace tandem
