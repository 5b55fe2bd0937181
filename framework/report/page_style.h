// The one style sheet of a page, and what its policy says of it.
#pragma once

#include <string>

namespace tandem {

/// The text of page_style.css.
std::string page_style();

/// "sha256-…" of that text, as a content security policy names it.
std::string page_style_source();

}  // namespace tandem
