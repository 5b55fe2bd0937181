#include "framework/report/panel_sections.h"

#include <string_view>

namespace tandem {
namespace {

/// No line ends between a mean and its interval.
std::string kept_together(std::string text) {
  constexpr std::string_view kBetween = " ± ";
  for (size_t at = text.find(kBetween); at != std::string::npos; at = text.find(kBetween, at)) {
    text.replace(at, kBetween.size(), "\u00a0±\u00a0");
  }
  return text;
}

Html ending_of(const std::vector<DrawnPanel>& panels) {
  Html items;
  for (const DrawnPanel& panel : panels) {
    if (!panel.body.empty()) continue;
    items += element("li", {}, element("strong", {}, panel.title), ": ", panel.filled_by);
  }
  if (items.empty()) return element("p", {}, "Every panel that there is has been drawn.");
  return element("p", {}, "Left out, because there is nothing for it:") + element("ul", {}, items);
}

}  // namespace

void add_panels(const std::vector<DrawnPanel>& panels, Page& page) {
  for (const DrawnPanel& panel : panels) {
    if (panel.body.empty()) continue;
    page.sections.push_back(
        {.id = id_of(panel.title),
         .title = panel.title,
         .body = element("p", {{"class", "lead"}}, panel.sentence) + panel.body});
  }
  page.ending = ending_of(panels);
}

Html fact(const std::string& name, const std::string& value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

Html page_heading(const std::string& kind, const std::string& sentence, const std::string& support,
                  const Html& facts) {
  return element("p", {{"class", "eyebrow"}}, kind) +
         element("h1", {}, isolated(kept_together(sentence))) +
         element("p", {{"class", "answer"}}, support) + element("dl", {{"class", "facts"}}, facts);
}

}  // namespace tandem
