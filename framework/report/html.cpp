#include "framework/report/html.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr std::array<std::string_view, 5> kWithoutContent = {"br", "col", "img", "link", "meta"};
constexpr std::string_view kImageData = "data:image/png;base64,";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

std::string escaped(const std::string& text) {
  std::string result;
  const std::string shown = printable(text);
  result.reserve(shown.size());
  for (const char letter : shown) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      // Quotes too: the same text stands in attributes.
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

/// Nothing on the page acts, and nothing on it is fetched.
bool is_harmless(std::string_view name, const std::string& value) {
  if (name == "style" || name.starts_with("on")) return false;
  if (name == "href") return value.starts_with('#');
  if (name == "src") {
    return value.starts_with(kImageData) &&
           value.find_first_not_of(kBase64, kImageData.size()) == std::string::npos;
  }
  return true;
}

}  // namespace

Html::Html(const std::string& text) : markup_(escaped(text)) {}

Html::Html(const char* text) : Html(std::string(text)) {}

Html Html::element(std::string_view tag, const Attributes& attributes, const Html& content) {
  Html result;
  std::string& markup = result.markup_;
  markup.reserve(content.markup_.size() + 64);
  markup.append("<").append(tag);
  for (const auto& [name, value] : attributes) {
    if (!is_harmless(name, value)) {
      throw Error(ExitCode::kInternal, {.what = "an attribute that no page of tandem has",
                                        .where = std::string(tag),
                                        .got = std::string(name) + "=\"" + value + "\""});
    }
    markup.append(" ").append(name).append("=\"");
    // Base64 has nothing to escape, and there are megabytes of it.
    markup.append(name == "src" ? value : escaped(value)).append("\"");
  }
  markup.append(">");
  if (std::ranges::find(kWithoutContent, tag) == kWithoutContent.end()) {
    markup.append(content.markup_).append("</").append(tag).append(">");
  } else if (!content.empty()) {
    throw Error(ExitCode::kInternal,
                {.what = "this element has no content", .where = std::string(tag)});
  }
  return result;
}

Html& Html::operator+=(const Html& more) {
  markup_ += more.markup_;
  return *this;
}

Html operator+(Html first, const Html& second) {
  first += second;
  return first;
}

Html isolated(const std::string& name) { return element("bdi", {}, printable_line(name)); }

Html isolated_list(const std::vector<std::string>& names) {
  Html all;
  for (const std::string& name : names) all += Html(all.empty() ? "" : ", ") + isolated(name);
  return all;
}

Html link_to(const std::string& id, const Html& content) {
  return element("a", {{"href", "#" + id}}, content);
}

std::string id_of(const std::string& text) {
  std::string id;
  bool is_exact = true;
  for (const char letter : text) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(letter)) != 0;
    is_exact = is_exact && (is_plain || letter == '-');
    id += is_plain ? letter : '-';
  }
  // Two names may differ in nothing but what was replaced.
  constexpr size_t kDigits = 8;
  return is_exact ? id : id + "-" + digest_of(text).substr(0, kDigits);
}

}  // namespace tandem
