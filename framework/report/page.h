// A page that is one file: nothing is fetched, nothing on it acts.
#pragma once

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

/// HTML whose policy lets a browser load nothing but the images and the style that are inside.
std::string to_file(const Page& page);

}  // namespace tandem
