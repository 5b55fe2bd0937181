#include "framework/report/page.h"

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

}  // namespace

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
