#include "framework/report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(Html, TextIsShownAndNeverObeyed) {
  EXPECT_EQ(Html("<b>&amp; \"it's\"</b>").markup(),
            "&lt;b&gt;&amp;amp; &quot;it&#39;s&quot;&lt;/b&gt;");
  EXPECT_EQ(Html(std::string("a\0b\x1b[31m", 8)).markup(), "a\\x00b\\x1b[31m");
  EXPECT_EQ(Html("\xff\xc3").markup(), "\\xff\\xc3");
}

TEST(Html, ElementsCloseWhereTheyWereOpened) {
  EXPECT_EQ(element("p", {{"class", "a\"b"}}, "x < y", element("br", {})).markup(),
            "<p class=\"a&quot;b\">x &lt; y<br></p>");
  EXPECT_THROW(element("br", {}, "text"), Error);
}

TEST(Html, HasNothingThatActsOrIsFetched) {
  EXPECT_THROW(element("p", {{"style", "color: red"}}), Error);
  EXPECT_THROW(element("p", {{"onclick", "alert(1)"}}), Error);
  EXPECT_THROW(element("a", {{"href", "javascript:alert(1)"}}), Error);
  EXPECT_THROW(element("a", {{"href", "//elsewhere"}}), Error);
  EXPECT_THROW(element("img", {{"src", "https://elsewhere/a.png"}}), Error);
  EXPECT_THROW(element("img", {{"src", "data:image/svg+xml;base64,AAAA"}}), Error);
  EXPECT_THROW(element("img", {{"src", "data:image/png;base64,AA\" onload=\"x"}}), Error);
  EXPECT_EQ(link_to("curves", "Curves").markup(), "<a href=\"#curves\">Curves</a>");
}

TEST(Html, NamesKeepTheirDirectionToThemselves) {
  EXPECT_EQ(isolated("a\nb").markup(), "<bdi>a\\x0ab</bdi>");
}

TEST(Html, IdsAreMadeOfLettersDigitsAndDashes) {
  EXPECT_EQ(id_of("Curves"), "Curves");
  EXPECT_THAT(id_of("a b"), MatchesRegex("a-b-[0-9a-f]+"));
  EXPECT_THAT(id_of("\"><script>"), Not(HasSubstr("<")));
  EXPECT_NE(id_of("a b"), id_of("a-b")) << "different names, different places";
  EXPECT_NE(id_of("a b"), id_of("a/b"));
}

}  // namespace
}  // namespace tandem
