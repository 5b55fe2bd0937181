#include "framework/data/storage/attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem::hdf5 {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A file that is in memory alone.
class AttributesTest : public testing::Test {
 protected:
  AttributesTest() {
    prepare_library();
    const Handle access(H5Pcreate(H5P_FILE_ACCESS));
    // Attributes of more than 64 KiB.
    EXPECT_GE(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_LATEST), 0);
    EXPECT_GE(H5Pset_fapl_core(access.get(), 1 << 16, /*backing_store=*/false), 0);
    file_ = Handle(H5Fcreate("attributes.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()));
    EXPECT_GE(file_.get(), 0);
  }

  /// Writes an attribute as none of the functions for writing does.
  void write(const std::string& name, hid_t type, const Handle& space, const void* values) const {
    const Handle attribute(
        H5Acreate2(file_.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT));
    ASSERT_GE(attribute.get(), 0);
    if (values == nullptr) return;
    ASSERT_GE(H5Awrite(attribute.get(), type, values), 0);
  }
  std::string refused_integer(const std::string& name) const {
    return message_of<DataError>([&] { read_integer(file_, name, "a.h5"); });
  }
  std::string refused_string(const std::string& name) const {
    return message_of<DataError>([&] { read_string(file_, name, "a.h5"); });
  }
  std::string refused_digests(const std::string& name) const {
    return message_of<DataError>([&] { read_digests(file_, name, "a.h5", 4); });
  }

  Handle file_;
};

TEST_F(AttributesTest, IntegersAreReadAsTheyWereWritten) {
  for (const int64_t value :
       {std::numeric_limits<int64_t>::min(), int64_t{-1}, std::numeric_limits<int64_t>::max()}) {
    const std::string name = std::to_string(value);
    write_integer(file_, name, value);
    EXPECT_EQ(read_integer(file_, name, "a.h5"), value);
  }
}

TEST_F(AttributesTest, AnIntegerMayBeOfAnotherWidth) {
  const std::vector<unsigned char> bytes = {1, 2};
  write("narrow", H5T_STD_I16BE, Handle(H5Screate(H5S_SCALAR)), bytes.data());
  EXPECT_EQ(read_integer(file_, "narrow", "a.h5"), 258);
}

TEST_F(AttributesTest, StringsAreReadAsTheyWereWritten) {
  for (const std::string& text : {std::string(), std::string("größe"), std::string(5000, 'x')}) {
    const std::string name = "string of " + std::to_string(text.size());
    write_string(file_, name, text);
    EXPECT_EQ(read_string(file_, name, "a.h5"), text);
  }
  const std::vector<std::vector<std::string>> lists = {{}, {""}, {"a", "", "größe", "bc"}};
  for (const std::vector<std::string>& texts : lists) {
    const std::string name = "list of " + std::to_string(texts.size());
    write_strings(file_, name, texts);
    EXPECT_EQ(read_strings(file_, name, "a.h5"), texts);
  }
}

TEST_F(AttributesTest, DigestsAreReadAsTheyWereWritten) {
  std::vector<DigestBytes> digests(3);
  digests[0].fill(0);
  digests[1].fill(0xff);
  for (size_t i = 0; i < digests[2].size(); ++i) digests[2][i] = static_cast<uint8_t>(i);
  write_digests(file_, "digests", digests);
  EXPECT_EQ(read_digests(file_, "digests", "a.h5", 3), digests);
}

TEST_F(AttributesTest, DigestsAreAsManyAsTheReaderExpects) {
  // Those of 4 TiB in chunks of 1 MiB.
  const std::vector<DigestBytes> many((size_t{4} << 20) + 1);
  write_digests(file_, "many", many);
  EXPECT_EQ(read_digests(file_, "many", "a.h5", std::ssize(many)).size(), many.size());
  EXPECT_THAT(refused_digests("many"), HasSubstr("expected at most 67108864 bytes"));
}

TEST_F(AttributesTest, AMissingOneIsNamed) {
  const std::string message =
      "a.h5: attribute 'format' cannot be used; expected the attribute, got none. Pack the data "
      "set again.";
  EXPECT_EQ(refused_integer("format"), message);
  EXPECT_EQ(refused_string("format"), message);
  EXPECT_EQ(refused_digests("format"), message);
}

TEST_F(AttributesTest, AnotherTypeIsRefused) {
  write_integer(file_, "integer", 3);
  write_string(file_, "string", "0123456789abcdef");
  EXPECT_THAT(refused_integer("string"),
              AllOf(HasSubstr("a.h5: attribute 'string'"), HasSubstr("expected one integer")));
  EXPECT_THAT(refused_string("integer"), HasSubstr("expected strings of fixed length"));
  EXPECT_THAT(refused_digests("string"), HasSubstr("expected digests of 16 bytes"));
  const double value = 3;
  write("number", H5T_IEEE_F64LE, Handle(H5Screate(H5S_SCALAR)), &value);
  EXPECT_THAT(refused_integer("number"), HasSubstr("expected one integer"));
  const Handle short_digest(H5Tcreate(H5T_OPAQUE, 8));
  write("short", short_digest.get(), Handle(H5Screate(H5S_SCALAR)), &value);
  EXPECT_THAT(refused_digests("short"), HasSubstr("expected digests of 16 bytes"));
}

/// They would lie in a heap without checksums.
TEST_F(AttributesTest, StringsOfAnyLengthAreRefused) {
  const Handle type(H5Tcopy(H5T_C_S1));
  ASSERT_GE(H5Tset_size(type.get(), H5T_VARIABLE), 0);
  write("class_names", type.get(), Handle(H5Screate(H5S_SCALAR)), nullptr);
  EXPECT_THAT(refused_string("class_names"),
              AllOf(HasSubstr("class_names"), HasSubstr("fixed length")));
}

TEST_F(AttributesTest, AnotherNumberOfValuesIsRefused) {
  const hsize_t two = 2;
  const std::vector<int64_t> values = {3, 4};
  write("two", H5T_STD_I64LE, Handle(H5Screate_simple(1, &two, nullptr)), values.data());
  EXPECT_THAT(refused_integer("two"), HasSubstr("expected one integer"));
  write("none", H5T_STD_I64LE, Handle(H5Screate(H5S_NULL)), nullptr);
  EXPECT_THAT(refused_integer("none"), HasSubstr("expected one integer"));
  write_strings(file_, "texts", {"a", "b"});
  EXPECT_THAT(refused_string("texts"), HasSubstr("expected one string, got 2"));
  write_strings(file_, "no texts", {});
  EXPECT_THAT(refused_string("no texts"), HasSubstr("expected one string, got 0"));
}

TEST_F(AttributesTest, ATableIsRefused) {
  const std::vector<hsize_t> sizes = {1, 1};
  const int64_t value = 3;
  write("table", H5T_STD_I64LE, Handle(H5Screate_simple(2, sizes.data(), nullptr)), &value);
  EXPECT_THAT(refused_integer("table"), HasSubstr("expected one value or a list"));
}

TEST_F(AttributesTest, ANameIsGivenOnce) {
  write_integer(file_, "seed", 3);
  EXPECT_THAT(message_of<FileError>([&] { write_string(file_, "seed", "4"); }),
              HasSubstr("cannot write attribute 'seed'"));
  EXPECT_EQ(read_integer(file_, "seed", "a.h5"), 3);
}

}  // namespace
}  // namespace tandem::hdf5
