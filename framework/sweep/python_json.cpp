#include "framework/sweep/python_json.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "framework/core/error.h"

namespace tandem {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxDepth = 64;

/// A number that JSON has no word for, and Python's word.
struct NumberWord {
  std::string_view word;
  double value;
};

constexpr NumberWord kNumberWords[] = {
    {"NaN", std::numeric_limits<double>::quiet_NaN()},
    {"Infinity", std::numeric_limits<double>::infinity()},
    {"-Infinity", -std::numeric_limits<double>::infinity()},
};

[[noreturn]] void refuse(const std::string& why) { throw DataError({.what = why}); }

/// JSON in which such words are empty strings.
struct ReplacedWords {
  std::string text;
  std::vector<std::pair<size_t, double>> values;  // which of the strings, from 0, stands for what
};

ReplacedWords replace_words(std::string_view text) {
  ReplacedWords result;
  size_t num_quotes = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_inside = num_quotes % 2 == 1;
    if (text[i] == '"') ++num_quotes;
    const NumberWord* found = nullptr;
    for (const NumberWord& each : kNumberWords) {
      if (!is_inside && text.substr(i).starts_with(each.word)) found = &each;
    }
    if (found != nullptr) {
      result.values.emplace_back(num_quotes / 2, found->value);
      result.text += "\"\"";
      num_quotes += 2;
      i += found->word.size() - 1;
    } else {
      result.text += text[i];
      // An escaped quote does not end its string.
      if (is_inside && text[i] == '\\' && i + 1 < text.size()) result.text += text[++i];
    }
  }
  return result;
}

/// Builds the value from the events of the parser, since the finished one no longer shows a key
/// given twice.
class ValueBuilder {
 public:
  explicit ValueBuilder(std::vector<std::pair<size_t, double>> words) : words_(std::move(words)) {}

  Json take() { return std::move(root_); }

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(int64_t value) { return put(value); }
  bool number_unsigned(uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool binary(Json::binary_t&) { return false; }
  bool string(std::string& value) {
    if (is_word()) return put(words_[next_word_++].second);
    return put(std::move(value));
  }
  bool key(std::string& name) {
    if (is_word()) refuse("it has a number as a key");
    const auto [place, is_new] =
        open_.back()->get_ref<Json::object_t&>().try_emplace(std::move(name));
    if (!is_new) refuse("it has the key '" + place->first + "' twice");
    slot_ = &place->second;
    return true;
  }
  bool start_object(size_t) { return open(Json::object()); }
  bool start_array(size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(size_t position, const std::string&, const Json::exception&) {
    refuse("it cannot be read at byte " + std::to_string(position));
  }

 private:
  /// Whether the string that was just read stands for a number.
  bool is_word() {
    return num_strings_++ == (next_word_ < words_.size() ? words_[next_word_].first : SIZE_MAX);
  }

  bool put(Json value) {
    if (open_.empty()) {
      slot_ = &root_;
    } else if (open_.back()->is_array()) {
      slot_ = &open_.back()->emplace_back();
    }
    *slot_ = std::move(value);
    return true;
  }

  bool open(Json value) {
    if (open_.size() == kMaxDepth) {
      refuse("it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    put(std::move(value));
    // An array grows only while nothing in it is open: no pointer into it is left behind.
    open_.push_back(slot_);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<std::pair<size_t, double>> words_;
  size_t next_word_ = 0;
  size_t num_strings_ = 0;
  Json root_;
  Json* slot_ = nullptr;     // where the next value of an object goes
  std::vector<Json*> open_;  // objects and arrays that have not ended
};

void write(const nlohmann::ordered_json& value, std::string& text) {
  if (value.is_structured()) {
    const bool is_object = value.is_object();
    text += is_object ? '{' : '[';
    const char* before = "";
    for (const auto& [key, item] : value.items()) {
      text += before;
      if (is_object) {
        write(key, text);
        text += ':';
      }
      write(item, text);
      before = ",";
    }
    text += is_object ? '}' : ']';
  } else if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    const auto number = value.get<double>();
    text += std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
  } else {
    text += value.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
  }
}

}  // namespace

nlohmann::json parse_python_json(std::string_view text) {
  // The parser would skip a byte order mark here, and take a zero byte for the end.
  if (text.empty() || text.front() != '{') refuse("it does not start with {");
  if (text.find('\0') != std::string_view::npos) refuse("it has a zero byte");
  ReplacedWords replaced;
  // Most lines have no such word, and are parsed as they lie.
  if (text.find("NaN") != std::string_view::npos ||
      text.find("Infinity") != std::string_view::npos) {
    replaced = replace_words(text);
    text = replaced.text;
  }
  ValueBuilder builder(std::move(replaced.values));
  Json::sax_parse(text, &builder);
  return builder.take();
}

std::string to_python_json(const nlohmann::ordered_json& value) {
  std::string text;
  write(value, text);
  return text;
}

}  // namespace tandem
