// Pieces of a page: elements that are closed where they were opened, and text that is only text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

/// Names, which are the page's own, and values, which may be anything.
using Attributes = std::vector<std::pair<std::string_view, std::string>>;

/// Well-formed markup. Text becomes markup in one way alone: by printable(), with & < > " ' as
/// references, so that it is shown as it is, whatever it holds.
class Html {
 public:
  Html() = default;
  Html(const std::string& text);  // NOLINT(google-explicit-constructor)
  Html(const char* text);         // NOLINT(google-explicit-constructor)

  /// An element around `content`. Throws Error for an attribute that could act (style, on…), for a
  /// link that leaves the page, and for content of an element that has none, such as img.
  static Html element(std::string_view tag, const Attributes& attributes, const Html& content);

  Html& operator+=(const Html& more);
  bool empty() const { return markup_.empty(); }
  const std::string& markup() const { return markup_; }

 private:
  std::string markup_;
};

Html operator+(Html first, const Html& second);

/// An element around parts, each of them markup or text.
template <class... Parts>
Html element(std::string_view tag, const Attributes& attributes, const Parts&... parts) {
  Html content;
  ((content += parts), ...);
  return Html::element(tag, attributes, content);
}

/// A name of anybody's making, on one line, kept from turning the direction of what is around it.
Html isolated(const std::string& name);

/// The same of several, with commas between them.
Html isolated_list(const std::vector<std::string>& names);

/// Where in the page `id` is: a link to it.
Html link_to(const std::string& id, const Html& content);

/// An id made of letters, digits and dashes; equal texts give equal ids.
std::string id_of(const std::string& text);

}  // namespace tandem
