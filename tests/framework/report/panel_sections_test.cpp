#include "framework/report/panel_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PanelSections, ListWhatIsLeftOutAtTheEnd) {
  Page page;
  add_panels({{"Drawn", "What it is.", "do this.", "<body>"}, {"Empty", "", "do that.", {}}}, page);
  ASSERT_EQ(page.sections.size(), 1);
  EXPECT_EQ(page.sections[0].id, "Drawn");
  EXPECT_THAT(page.sections[0].body.markup(),
              AllOf(HasSubstr("What it is."), HasSubstr("&lt;body&gt;")));
  EXPECT_THAT(page.ending.markup(),
              AllOf(HasSubstr("<strong>Empty</strong>: do that."), Not(HasSubstr("Drawn"))));
}

TEST(PanelSections, SayThatNothingIsLeftOut) {
  Page page;
  add_panels({{"Drawn", "", "", "body"}}, page);
  EXPECT_THAT(page.ending.markup(), HasSubstr("has been drawn"));
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
