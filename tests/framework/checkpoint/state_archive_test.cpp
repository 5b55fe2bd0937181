#include "framework/checkpoint/state_archive.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

NamedTensors every_kind() {
  NamedTensors tensors;
  for (at::ScalarType type : {at::kFloat, at::kDouble, at::kLong, at::kInt, at::kByte, at::kBool,
                              at::kHalf, at::kBFloat16}) {
    const std::string name = at::toString(type);
    tensors[name] = at::arange(6).reshape({2, 3}).remainder(2).to(type);
    tensors[name + ".scalar"] = at::ones({}, type);
    tensors[name + ".empty"] = at::empty({3, 0}, type);
  }
  tensors["not.contiguous"] = at::arange(6, at::kFloat).reshape({2, 3}).t();
  tensors["not.finite"] = at::full({3}, std::numeric_limits<double>::infinity(), at::kFloat).mul(0);
  return tensors;
}

/// Writes the bytes to a file and reads them as tensors.
NamedTensors through_file(const std::string& bytes) {
  const TemporaryDirectory directory;
  write_file_synced(directory / "tensors.safetensors", bytes);
  return read_safetensors(directory / "tensors.safetensors");
}

TEST(StateArchiveTest, EveryKindOfTensorComesBack) {
  const NamedTensors tensors = every_kind();
  const NamedTensors read = through_file(to_safetensors(tensors));
  ASSERT_EQ(read.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor& other = read.at(name);
    EXPECT_EQ(other.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_EQ(other.sizes(), tensor.sizes()) << name;
    EXPECT_TRUE(at::allclose(other.to(at::kDouble), tensor.to(at::kDouble), 0, 0, true)) << name;
    EXPECT_TRUE(other.is_contiguous()) << name;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(other.const_data_ptr()) % 64, 0u) << name;
  }
}

TEST(StateArchiveTest, EqualTensorsGiveEqualBytes) {
  EXPECT_EQ(to_safetensors(every_kind(), {{"b", "2"}, {"a", "1"}}),
            to_safetensors(every_kind(), {{"a", "1"}, {"b", "2"}}));
  EXPECT_NE(to_safetensors(every_kind(), {{"a", "1"}}), to_safetensors(every_kind()));
}

TEST(StateArchiveTest, NoTensorsAreAFileToo) {
  EXPECT_TRUE(through_file(to_safetensors({})).empty());
}

TEST(StateArchiveTest, RefusesTypesThatAreNotStored) {
  const NamedTensors tensors = {{"spectrum", at::zeros({2}, at::kComplexFloat)}};
  EXPECT_THAT(message_of<CheckpointError>([&] { to_safetensors(tensors); }), HasSubstr("spectrum"));
}

TEST(StateArchiveTest, RefusesBytesThatAreNoTruthValues) {
  std::string bytes = to_safetensors({{"mask", at::ones({4}, at::kBool)}});
  bytes.back() = 2;
  EXPECT_THAT(message_of<CheckpointError>([&] { through_file(bytes); }), HasSubstr("mask"));
}

TEST(StateArchiveTest, RefusesEveryTruncation) {
  const std::string bytes = to_safetensors({{"a", at::ones({5})}, {"b", at::ones({3}, at::kLong)}});
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(through_file(bytes.substr(0, length)), CheckpointError) << length;
  }
  EXPECT_THROW(through_file(bytes + "x"), CheckpointError);
}

TEST(StateArchiveTest, CopiesInPlace) {
  const at::Tensor weight = at::zeros({2, 2});
  const NamedTensors target = {{"weight", weight}, {"count", at::zeros({}, at::kLong)}};
  copy_tensors({{"weight", at::ones({2, 2})}, {"count", at::full({}, 7, at::kLong)}}, target, "x");
  EXPECT_TRUE(weight.eq(1).all().item<bool>());
  EXPECT_EQ(target.at("count").item<int64_t>(), 7);
}

TEST(StateArchiveTest, CopyListsEveryDifferenceAndChangesNothing) {
  const NamedTensors target = {
      {"a", at::zeros({2})}, {"b", at::zeros({2})}, {"c", at::zeros({2})}, {"d", at::zeros({2})}};
  const NamedTensors source = {{"a", at::ones({2})},
                               {"b", at::ones({3})},
                               {"c", at::ones({2}, at::kDouble)},
                               {"e", at::ones({2})}};
  const auto message =
      message_of<CheckpointError>([&] { copy_tensors(source, target, "run/networks"); });
  EXPECT_THAT(message, HasSubstr("run/networks"));
  EXPECT_THAT(message, HasSubstr("'b' is Float[3], not Float[2]"));
  EXPECT_THAT(message, HasSubstr("'c' is Double[2], not Float[2]"));
  EXPECT_THAT(message, HasSubstr("'d' is missing"));
  EXPECT_THAT(message, HasSubstr("'e' (Float[2]) is surplus"));
  EXPECT_TRUE(target.at("a").eq(0).all().item<bool>());
}

}  // namespace
}  // namespace tandem
