#include "framework/report/page.h"

#include <string_view>

#include "framework/report/page_style.h"

namespace tandem {
namespace {

Html head_of(const Page& page) {
  // The style is allowed by its digest: a browser obeys no other one, whoever wrote it.
  const std::string policy = "default-src 'none'; img-src data:; style-src '" +
                             page_style_source() + "'; base-uri 'none'; form-action 'none'";
  return element("meta", {{"charset", "utf-8"}}) +
         element("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}}) +
         element("meta",
                 {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
         element("meta", {{"name", "referrer"}, {"content", "no-referrer"}}) +
         element("title", {}, page.title);
}

Html contents_of(const Page& page) {
  Html items;
  for (const PageSection& section : page.sections) {
    items += element("li", {}, link_to(section.id, section.title));
  }
  return element("nav", {{"aria-label", "Contents"}}, element("ul", {}, items));
}

Html section_of(const PageSection& section) {
  const std::string heading = section.id + "-heading";
  return element("section", {{"id", section.id}, {"aria-labelledby", heading}},
                 element("h2", {{"id", heading}}, section.title), section.body);
}

/// No line ends between a mean and its interval.
std::string kept_together(std::string text) {
  constexpr std::string_view kBetween = " ± ";
  for (size_t at = text.find(kBetween); at != std::string::npos; at = text.find(kBetween, at)) {
    text.replace(at, kBetween.size(), "\u00a0±\u00a0");
  }
  return text;
}

Html ending_of(const std::vector<DrawnPanel>& panels, const std::string& how) {
  Html items;
  for (const DrawnPanel& panel : panels) {
    if (!panel.body.empty()) continue;
    items += element("li", {}, element("strong", {}, panel.title), ": ", panel.filled_by);
  }
  if (items.empty()) return element("p", {}, "Every panel that there is has been drawn.");
  const Html list =
      element("p", {}, "Left out, because there is nothing for it:") + element("ul", {}, items);
  return how.empty() ? list : list + element("p", {}, how);
}

}  // namespace

Page with_panels(Page page, const std::vector<DrawnPanel>& panels, const std::string& how) {
  for (const DrawnPanel& panel : panels) {
    if (panel.body.empty()) continue;
    page.sections.push_back(
        {.id = id_of(panel.title),
         .title = panel.title,
         .body = element("p", {{"class", "lead"}}, panel.sentence) + panel.body});
  }
  page.ending = ending_of(panels, how);
  return page;
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

std::string to_file(const Page& page) {
  Html main;
  for (const PageSection& section : page.sections) main += section_of(section);
  const Html body =
      element("div", {{"class", "frame"}}, element("header", {}, page.heading, contents_of(page)),
              element("main", {}, main), element("footer", {}, page.ending));
  // A style is no text to HTML: what is escaped there stays escaped.
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>" + head_of(page).markup() + "<style>" +
         page_style() + "</style></head>\n<body>" + body.markup() + "</body>\n</html>\n";
}

}  // namespace tandem
