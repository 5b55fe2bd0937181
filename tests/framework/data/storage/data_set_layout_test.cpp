#include "framework/data/storage/data_set_layout.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

class DataSetLayoutTest : public testing::Test {
 protected:
  DataSetLayoutTest() { hdf5::prepare_library(); }
  static std::string refusal(const FieldDescription& field) {
    return message_of<DataError>([&] { (void)row_bytes(field, "a.h5, /train/images"); });
  }
};

TEST_F(DataSetLayoutTest, ATypeIsFoundByItsName) {
  for (const char* name : {"uint8", "int64", "float32", "float64"}) {
    const auto type = find_value_type(name);
    ASSERT_TRUE(type) << name;
    EXPECT_STREQ(type->name, name);
    EXPECT_EQ(static_cast<int64_t>(H5Tget_size(type->hdf5)), type->bytes) << name;
    EXPECT_NE(std::string(value_type_names()).find(name), std::string::npos) << name;
  }
  for (const char* name : {"", "int8", "UINT8", "float"}) {
    EXPECT_FALSE(find_value_type(name)) << name;
  }
}

TEST_F(DataSetLayoutTest, ATypeIsFoundByItsBytesInAFile) {
  const auto name_of = [](hid_t type) {
    const auto found = find_value_type(hdf5::Handle(H5Tcopy(type)));
    return found ? std::string(found->name) : "none";
  };
  EXPECT_EQ(name_of(H5T_STD_U8LE), "uint8");
  EXPECT_EQ(name_of(H5T_STD_I64LE), "int64");
  EXPECT_EQ(name_of(H5T_IEEE_F32LE), "float32");
  EXPECT_EQ(name_of(H5T_IEEE_F64LE), "float64");
  for (const hid_t other : {H5T_STD_I8LE, H5T_STD_U64LE, H5T_STD_I64BE, H5T_IEEE_F32BE, H5T_C_S1}) {
    EXPECT_EQ(name_of(other), "none");
  }
}

TEST_F(DataSetLayoutTest, ARowHasTheBytesOfItsValues) {
  EXPECT_EQ(row_bytes({"images", {28, 28, 3}, "uint8"}, ""), 2352);
  EXPECT_EQ(row_bytes({"labels", {}, "int64"}, ""), 8);
  EXPECT_EQ(row_bytes({"factors", {5}, "float32"}, ""), 20);
  EXPECT_EQ(row_bytes({"factors", {5, 2}, "float64"}, ""), 80);
}

TEST_F(DataSetLayoutTest, ARowIsAtMostAGibibyte) {
  constexpr int64_t kGibibyte = int64_t{1} << 30;
  EXPECT_EQ(row_bytes({"images", {1, kGibibyte}, "uint8"}, ""), kGibibyte);
  EXPECT_EQ(row_bytes({"images", {kGibibyte / 8}, "float64"}, ""), kGibibyte);
  for (const std::vector<int64_t>& shape :
       std::vector<std::vector<int64_t>>{{kGibibyte / 8 + 1},
                                         {kGibibyte, kGibibyte},
                                         {int64_t{1} << 32, int64_t{1} << 32},
                                         {0},
                                         {2, -1}}) {
    EXPECT_EQ(refusal({"images", shape, "float64"}),
              "a.h5, /train/images: rows have an unusable shape; expected positive sizes and at "
              "most 1 GiB a row, got " +
                  shape_text(shape));
  }
}

TEST_F(DataSetLayoutTest, AnUnknownTypeIsNamed) {
  EXPECT_EQ(refusal({"images", {2}, "int16"}),
            "a.h5, /train/images: has a type that data sets do not have; expected uint8, int64, "
            "float32 or float64, got int16");
}

TEST_F(DataSetLayoutTest, AShapeIsWrittenAsPythonDoes) {
  EXPECT_EQ(shape_text({28, 28, 1}), "(28, 28, 1)");
  EXPECT_EQ(shape_text({3}), "(3,)");
  EXPECT_EQ(shape_text({}), "()");
}

}  // namespace
}  // namespace tandem
