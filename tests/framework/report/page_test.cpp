#include "framework/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/page_style.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Page, HasAPolicyBeforeAnythingElse) {
  const std::string file = to_file({.title = "</title><script>"});
  const size_t policy = file.find("default-src &#39;none&#39;");
  ASSERT_NE(policy, std::string::npos);
  EXPECT_LT(policy, file.find("<title>"));
  EXPECT_LT(policy, file.find("<style>"));
  EXPECT_THAT(file, HasSubstr("style-src &#39;" + page_style_source() + "&#39;"));
  EXPECT_THAT(file, HasSubstr("img-src data:"));
  EXPECT_THAT(file, Not(HasSubstr("<script")));
  EXPECT_THAT(file, Not(HasSubstr("unsafe")));
}

TEST(Page, ListsItsSections) {
  const std::string file = to_file({.sections = {{"curves", "Curves & bands", Html("body")}}});
  EXPECT_THAT(file, HasSubstr("<a href=\"#curves\">Curves &amp; bands</a>"));
  EXPECT_THAT(file, HasSubstr("<section id=\"curves\" aria-labelledby=\"curves-heading\">"));
}

TEST(Page, ItsStyleFetchesNothing) {
  EXPECT_THAT(page_style(), Not(HasSubstr("url(")));
  EXPECT_THAT(page_style(), Not(HasSubstr("@import")));
  EXPECT_THAT(page_style(), Not(HasSubstr("</")));
  EXPECT_THAT(page_style_source(), StartsWith("sha256-"));
  EXPECT_EQ(page_style_source().size(), 7U + 44U);
}

}  // namespace
}  // namespace tandem
