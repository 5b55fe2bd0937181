#include "framework/core/text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace tandem {
namespace {

TEST(Printable, NothingIsLeftThatATerminalObeys) {
  EXPECT_EQ(printable("a\x1b[2J\x7f\t\r\nb"), "a\\x1b[2J\\x7f\\x09\\x0d\nb");
  EXPECT_EQ(printable_line("a\x1b[2J\x7f\t\r\nb"), "a\\x1b[2J\\x7f\\x09\\x0d\\x0ab");
  EXPECT_EQ(printable("\xc3\xa9"), "\xc3\xa9");
}

TEST(Printable, NeitherDoControlCharactersBeyondAsciiPass) {
  // U+009B begins an escape sequence as ESC [ does; U+00A0 and U+07FF are characters.
  EXPECT_EQ(printable("a\xc2\x9b"
                      "2J\xc2\x80\xc2\x9f\xc2\xa0\xdf\xbf"),
            "a\\xc2\\x9b"
            "2J\\xc2\\x80\\xc2\\x9f\xc2\xa0\xdf\xbf");
  EXPECT_EQ(printable("\x9b"
                      "2J"),
            "\\x9b"
            "2J");
}

TEST(Printable, BytesThatAreNoTextAreShownAsNumbers) {
  EXPECT_EQ(printable("\xe2\x9c\x93\xe2\x9c"), "\xe2\x9c\x93\\xe2\\x9c");
  EXPECT_EQ(printable("\xc3\n\xff"), "\\xc3\n\\xff");
  EXPECT_EQ(printable_line("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
}

TEST(Utf8Front, CutsBetweenCharacters) {
  const std::string text = "a\u00e9\u20ac\U0001f600";  // of 1, 2, 3 and 4 bytes
  const std::vector<size_t> lengths = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (size_t most = 0; most < lengths.size(); ++most) {
    EXPECT_EQ(utf8_front(text, most), text.substr(0, lengths[most])) << most;
  }
  EXPECT_EQ(utf8_front("\x80\x80", 1), "");
}

TEST(BytesText, IsInTheUnitThatFits) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(int64_t{3} << 30), "3.0 GiB");
  EXPECT_EQ(bytes_text(int64_t{5000} << 40), "5000.0 TiB");
}

TEST(Counted, IsOneOrMany) {
  EXPECT_EQ(counted(0, "run"), "0 runs");
  EXPECT_EQ(counted(1, "run"), "1 run");
  EXPECT_EQ(counted(2, "run"), "2 runs");
}

TEST(ColumnsOf, AreThoseOfCharactersAndNotOfBytes) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("1.0 ± 0.1…"), 10U);
  EXPECT_EQ(columns_of("a\xff\x80z"), 4U) << "what is no UTF-8 is shown byte by byte";
}

TEST(Split, GivesEveryPart) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split("a,", ','), (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string>{""}));
}

TEST(Joined, SaysWhatThereIs) {
  struct Named {
    std::string name;
  };
  const std::vector<Named> named = {{"a"}, {""}, {"c"}};
  EXPECT_EQ(joined(named, &Named::name), "a, , c");
  EXPECT_EQ(joined(std::vector<int64_t>{1, -2, 3}), "1, -2, 3");
  EXPECT_EQ(joined(std::vector<std::string>{"", "b"}, {}, "; "), "; b");
  EXPECT_EQ(joined(
                std::vector<int>{3, 4}, [](int count) { return count * 2; }, "x"),
            "6x8");
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
}

}  // namespace
}  // namespace tandem
