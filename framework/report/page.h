// A page that is one file: nothing is fetched, nothing on it acts. Panels become its sections, and
// those that have nothing are listed at its end.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "framework/report/html.h"

namespace tandem {

struct PageSection {
  std::string id;  // unique, of letters, digits and dashes
  std::string title;
  Html body;
};

struct Page {
  std::string title;  // of the window
  Html heading;       // all above the list of sections
  std::vector<PageSection> sections;
  Html ending;
};

/// A panel that was drawn, or could not be.
struct DrawnPanel {
  std::string title;
  std::string sentence;
  std::string filled_by;  // what to do so that it has something
  Html body;              // empty: there is nothing for it
};

/// The page with the panels as its sections, in their order, and with its ending, which says `how`
/// to fill those that have nothing.
Page with_panels(Page page, const std::vector<DrawnPanel>& panels, const std::string& how = "");

/// The panels of a table, by their places, as `subject` lets them be drawn.
template <class AnyPanel, class Subject>
std::vector<DrawnPanel> drawn_panels(std::vector<AnyPanel> panels, const Subject& subject) {
  std::ranges::stable_sort(panels, {}, &AnyPanel::place);
  std::vector<DrawnPanel> drawn;
  drawn.reserve(panels.size());
  for (const AnyPanel& panel : panels) {
    drawn.push_back({panel.title, panel.sentence, panel.filled_by, panel.draw(subject)});
  }
  return drawn;
}

/// A number under its name, for the head of a page.
Html fact(const std::string& name, const std::string& value);

/// The head of a page: what it is, what it says, what that rests on, and its `facts`.
Html page_heading(const std::string& kind, const std::string& sentence, const std::string& support,
                  const Html& facts);

/// HTML whose policy lets a browser load nothing but the images and the style that are inside.
std::string to_file(const Page& page);

}  // namespace tandem
