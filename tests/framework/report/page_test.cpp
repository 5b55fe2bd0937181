#include "framework/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/page_style.h"

namespace tandem {
namespace {

using ::testing::AllOf;
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

TEST(PanelSections, ListWhatIsLeftOutAtTheEnd) {
  const std::vector<DrawnPanel> panels = {{"Drawn", "What it is.", "do this.", "<body>"},
                                          {"Empty", "", "do that.", {}}};
  const Page page = with_panels({.title = "title"}, panels, "This does it.");
  EXPECT_EQ(page.title, "title");
  ASSERT_EQ(page.sections.size(), 1);
  EXPECT_EQ(page.sections[0].id, "Drawn");
  EXPECT_THAT(page.sections[0].body.markup(),
              AllOf(HasSubstr("What it is."), HasSubstr("&lt;body&gt;")));
  EXPECT_THAT(page.ending.markup(), AllOf(HasSubstr("<strong>Empty</strong>: do that."),
                                          HasSubstr("This does it."), Not(HasSubstr("Drawn"))));
}

TEST(PanelSections, SayThatNothingIsLeftOut) {
  const Page page = with_panels({}, {{"Drawn", "", "", "body"}}, "This does it.");
  EXPECT_THAT(page.ending.markup(), AllOf(HasSubstr("has been drawn"), Not(HasSubstr("does it"))));
}

TEST(PanelSections, ComeByTheirPlaces) {
  struct SomePanel {
    std::string title;
    std::string sentence;
    int place;
    std::string filled_by;
    Html (*draw)(const std::string&);
  };
  const auto draw = [](const std::string& text) { return Html(text); };
  const auto drawn = drawn_panels<SomePanel>({{"b", "", 2, "", draw}, {"a", "", 1, "", draw}},
                                             std::string("subject"));
  ASSERT_EQ(drawn.size(), 2);
  EXPECT_EQ(drawn[0].title, "a");
  EXPECT_EQ(drawn[0].body.markup(), "subject");
}

TEST(PageHeading, KeepsAMeanAndItsIntervalOnOneLine) {
  const std::string markup =
      page_heading("kind", "fid 1.0 ± 0.5 <best>", "why", fact("Runs", "3")).markup();
  EXPECT_THAT(markup, AllOf(HasSubstr("1.0\u00a0±\u00a00.5 &lt;best&gt;"), HasSubstr("kind"),
                            HasSubstr("why"), HasSubstr("<dt>Runs</dt><dd>3</dd>")));
}

}  // namespace
}  // namespace tandem
