#include "datasets/exif_orientation.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/oriented_jpeg.h"

namespace tandem {
namespace {

using testing_support::with_orientation;

const std::string kJpeg = "\xff\xd8\xff\xe0\x01\x02";  // begins, and goes on with another segment

TEST(ExifOrientation, IsReadInBothOrdersOfBytes) {
  for (const char orientation : {1, 6, 8}) {
    EXPECT_EQ(exif_orientation(with_orientation(kJpeg, orientation, /*is_little_endian=*/true)),
              orientation);
    EXPECT_EQ(exif_orientation(with_orientation(kJpeg, orientation, /*is_little_endian=*/false)),
              orientation);
  }
}

TEST(ExifOrientation, WhatCannotBeReadLiesAsItIs) {
  EXPECT_EQ(exif_orientation(kJpeg), 1);
  EXPECT_EQ(exif_orientation(with_orientation(kJpeg, 9)), 1);
  const std::string whole = with_orientation(kJpeg, 6);
  const size_t end = whole.size() - kJpeg.size() + 2;  // of the segment
  for (size_t size = 0; size <= end; ++size) {
    const int found = exif_orientation(whole.substr(0, size));
    EXPECT_TRUE(found == 1 || found == 6) << size;
  }
  // A segment that would lead back to itself.
  EXPECT_EQ(exif_orientation(std::string("\xff\xd8\xff\xe1\0\0", 6)), 1);
}

TEST(ExifOrientation, TurnsAndMirrors) {
  // The letters of "abcdef" in two rows, as the pixels lie in the file.
  const Image stored{
      .height = 2, .width = 3, .channels = 1, .pixels = {'a', 'b', 'c', 'd', 'e', 'f'}};
  const std::map<int, std::string> seen = {{1, "abcdef"}, {2, "cbafed"}, {3, "fedcba"},
                                           {4, "defabc"}, {5, "adbecf"}, {6, "daebfc"},
                                           {7, "fcebda"}, {8, "cfbead"}};
  for (const auto& [orientation, letters] : seen) {
    const Image image = upright(stored, orientation);
    EXPECT_EQ(std::string(image.pixels.begin(), image.pixels.end()), letters) << orientation;
    EXPECT_EQ(image.width, orientation < 5 ? 3 : 2);
    EXPECT_EQ(image.height, orientation < 5 ? 2 : 3);
  }
}

}  // namespace
}  // namespace tandem
