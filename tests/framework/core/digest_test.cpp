#include "framework/core/digest.h"

#include <gtest/gtest.h>

#include <fstream>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(DigestTest, IsXxh3OfHundredTwentyEightBits) {
  // Published for no input and seed 0 (xxHash specification).
  EXPECT_EQ(digest_of(""), "99aa06d3014798d86001c324468d497f");
}

TEST(DigestTest, PiecesGiveTheDigestOfTheWhole) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += static_cast<char>(i * 7);
  Digest digest;
  for (size_t begin = 0; begin < bytes.size(); begin += 333) {
    const std::string piece = bytes.substr(begin, 333);
    digest.update(piece.data(), piece.size());
  }
  EXPECT_EQ(digest.hex(), digest_of(bytes));
  EXPECT_EQ(digest.hex(), digest_of(bytes)) << "asking again changes nothing";
}

TEST(DigestTest, EveryFlippedBitShows) {
  std::string bytes(257, 'x');
  const std::string original = digest_of(bytes);
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(bytes[i] ^ (1 << (i % 8)));
    EXPECT_NE(digest_of(bytes), original) << "byte " << i;
    bytes[i] = 'x';
  }
}

TEST(DigestTest, FileEqualsItsBytes) {
  const TemporaryDirectory directory;
  const std::string bytes(3'000'001, 'y');
  std::ofstream(directory / "file", std::ios::binary) << bytes;
  EXPECT_EQ(digest_of_file(directory / "file"), digest_of(bytes));
}

TEST(DigestTest, MissingFileIsNamed) {
  const TemporaryDirectory directory;
  const auto message =
      message_of<FileError>([&directory] { digest_of_file(directory / "absent"); });
  EXPECT_NE(message.find("absent"), std::string::npos) << message;
  // A file whose bytes cannot be read has no digest.
  EXPECT_THROW(digest_of_file("/proc/self/mem"), FileError);
}

}  // namespace
}  // namespace tandem
