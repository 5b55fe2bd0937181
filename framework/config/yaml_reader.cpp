#include "framework/config/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxDepth = 32;
constexpr size_t kMaxNodes = 100000;

/// Builds the tree from the parser's events, so that a bomb is refused before it is unfolded.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string source) : source_(std::move(source)) {}

  ConfigNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (num_documents_++ > 0) {
      fail(mark, "a second document", "one document", "Remove everything from '---' on.");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_plain(mark, "?", anchor);
    add(mark, ConfigNode{});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "an alias (*name)", "plain values", "Write the value out.");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_plain(mark, tag, anchor);
    check_utf8(mark, value);
    if (wants_key()) return take_key(mark, value);
    ConfigNode node;
    node.kind = ConfigNode::Kind::kScalar;
    node.text = value;
    // The parser gives the tag "!" to what stands in quotes, and "?" to what does not.
    node.quoted = tag == "!";
    add(mark, std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, ConfigNode::Kind::kSequence);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, ConfigNode::Kind::kMap);
  }
  void OnMapEnd() override { open_.pop_back(); }

  Place place(const YAML::Mark& mark) const { return {source_, mark.line + 1, mark.column + 1}; }

 private:
  /// A sequence or map that is being filled. Pointers stay valid: a parent grows only after its
  /// last child is closed.
  struct Open {
    ConfigNode* node;
    bool has_key = false;
    std::string key = {};
    Place key_place = {};
    /// To look through the children for each key would take quadratic time.
    std::unordered_set<std::string> keys = {};  // all so far
  };

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& what,
                         const std::string& expected, const std::string& advice) const {
    throw ConfigError({.what = what + " is not accepted here",
                       .where = place(mark).text(),
                       .expected = expected,
                       .advice = advice});
  }

  void check_plain(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != 0) fail(mark, "an anchor (&name)", "plain values", "Write the value out.");
    if (!tag.empty() && tag != "?" && tag != "!") {
      fail(mark, "the tag '" + tag + "'", "plain values", "Remove the tag.");
    }
  }

  /// The parser makes single bytes of the escapes \N and \_.
  void check_utf8(const YAML::Mark& mark, std::string_view value) const {
    while (!value.empty()) {
      const size_t length = utf8_length(value);
      if (length == 0) {
        fail(mark, "an escape that makes no UTF-8", "UTF-8 text",
             "Write \\u0085 instead of \\N, and \\u00a0 instead of \\_.");
      }
      value.remove_prefix(length);
    }
  }

  bool wants_key() const {
    return !open_.empty() && open_.back().node->is_map() && !open_.back().has_key;
  }

  void take_key(const YAML::Mark& mark, const std::string& key) {
    Open& parent = open_.back();
    if (!parent.keys.insert(key).second) {
      const ConfigNode& sibling = *std::ranges::find(parent.node->children, key, &ConfigNode::key);
      throw ConfigError({.what = "duplicate key '" + key + "'",
                         .where = place(mark).text(),
                         .expected = "each key once in a section",
                         .got = "the same key at " + sibling.key_place.text(),
                         .advice = "Remove one of the two."});
    }
    parent.has_key = true;
    parent.key = key;
    parent.key_place = place(mark);
  }

  ConfigNode* add(const YAML::Mark& mark, ConfigNode node) {
    if (++num_nodes_ > kMaxNodes) {
      fail(mark, "a configuration of more than " + std::to_string(kMaxNodes) + " values",
           "at most " + std::to_string(kMaxNodes), "Split or shorten it.");
    }
    if (wants_key()) fail(mark, "a key that is not text", "a name", "Give the option its name.");
    node.place = place(mark);
    if (open_.empty()) {
      root_ = std::move(node);
      return &root_;
    }
    Open& parent = open_.back();
    if (parent.node->is_map()) {
      node.key = std::move(parent.key);
      node.key_place = std::move(parent.key_place);
      if (node.is_null()) node.place = node.key_place;  // the parser says where the next thing is
      parent.has_key = false;
    }
    return &parent.node->children.emplace_back(std::move(node));
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            ConfigNode::Kind kind) {
    check_plain(mark, tag, anchor);
    if (open_.size() >= kMaxDepth) {
      fail(mark, "nesting deeper than " + std::to_string(kMaxDepth) + " levels",
           "at most " + std::to_string(kMaxDepth), "Flatten the configuration.");
    }
    ConfigNode node;
    node.kind = kind;
    open_.push_back({.node = add(mark, std::move(node))});
  }

  std::string source_;
  ConfigNode root_;
  std::vector<Open> open_;
  size_t num_nodes_ = 0;
  int num_documents_ = 0;
};

/// "Did you mean 'FILE'?" where nothing is at the path, but beside it a file of nearly that name.
std::string suggest_file(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  const fs::path directory = path.parent_path();
  std::error_code error;
  if (fs::exists(path, error)) return "";
  std::vector<std::string> names;
  // Of a directory that cannot be listed nothing is suggested.
  for (fs::directory_iterator entry(directory.empty() ? "." : directory, error), end;
       !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename());
  }
  std::ranges::sort(names);
  const std::string nearest = nearest_name(path.filename(), names);
  if (nearest.empty()) return "";
  return std::string("Did you mean '").append(directory / nearest).append("'?");
}

/// The bytes of the file. Throws FileError.
std::string content_of(const std::filesystem::path& path) {
  try {
    return read_file(path);
  } catch (const FileError& error) {
    Problem problem = error.problem();
    if (problem.advice.empty()) problem.advice = suggest_file(path);
    throw FileError(problem);
  }
}

}  // namespace

void check_plain_utf8(std::string_view text, const std::string& source) {
  int line = 1;
  for (size_t i = 0; i < text.size();) {
    const size_t length = utf8_length(text.substr(i));
    const auto byte = static_cast<uint8_t>(text[i]);
    if (length == 0 || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')) {
      throw ConfigError({.what = length == 0 ? "not UTF-8" : "a control character",
                         .where = source + ":" + std::to_string(line),
                         .expected = "UTF-8 text",
                         .got = "byte " + std::to_string(byte),
                         .advice = "Save the configuration as UTF-8 text."});
    }
    if (byte == '\n') ++line;
    i += length;
  }
}

ConfigNode read_yaml(std::string_view text, const std::string& source) {
  if (text.size() > kMaxBytes) {
    throw ConfigError({.what = "the configuration is too large",
                       .where = source,
                       .expected = "at most " + std::to_string(kMaxBytes) + " bytes",
                       .got = std::to_string(text.size()) + " bytes",
                       .advice = "Is this the file you meant?"});
  }
  check_plain_utf8(text, source);
  TreeBuilder builder(source);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    // An error without a place has line −1 there, and line 0, which is none, in its Place.
    throw ConfigError({.what = "not YAML: " + error.msg,
                       .where = builder.place(error.mark).text(),
                       .advice = "Correct the file at this place."});
  }
  return builder.take_root();
}

ConfigNode read_yaml_file(const std::filesystem::path& path) {
  std::error_code error;
  // Before it is read. Where there is an error the size is the largest number.
  if (std::filesystem::file_size(path, error) > kMaxBytes && !error) {
    throw ConfigError({.what = "the configuration is too large",
                       .where = path,
                       .expected = "at most " + std::to_string(kMaxBytes) + " bytes",
                       .advice = "Is this the file you meant?"});
  }
  if (std::filesystem::is_directory(path, error)) {
    throw ConfigError({.what = "a directory",
                       .where = path,
                       .expected = "a YAML file",
                       .advice = "Name the configuration file."});
  }
  return read_yaml(content_of(path), path.string());
}

}  // namespace tandem
