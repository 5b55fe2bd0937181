// A configuration as read: a tree of nodes that remember where each was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

/// Where something was written: a line of a file, or an override.
struct Place {
  std::string source;  ///< file name, or "override 'a.b=v'"
  int line = 0;        ///< from 1; 0 of an override
  int column = 0;      ///< from 1
  /// Of an override: it is no mistake where nothing reads the option.
  bool may_be_unread = false;

  bool is_override() const { return line <= 0; }
  /// "file.yaml:3:5", or the source alone.
  std::string text() const;
};

/// One value of a configuration.
struct ConfigNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };

  Kind kind = Kind::kNull;
  std::string text;                  ///< of a scalar
  bool quoted = false;               ///< of a scalar: it was written in quotes
  Place place;                       ///< of the value
  std::string key;                   ///< when the parent is a map
  Place key_place;                   ///< when the parent is a map
  std::vector<ConfigNode> children;  ///< of a sequence or a map, in the order written

  bool is_map() const { return kind == Kind::kMap; }
  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_sequence() const { return kind == Kind::kSequence; }

  /// The node below this one at a dotted path ("a.b"; "a.0" for the first of a list), or nullptr.
  const ConfigNode* find(std::string_view dotted_path) const;
  ConfigNode* find(std::string_view dotted_path);
};

/// What a message says was got: 'abc', the text "abc" where it was quoted, a list, a section,
/// nothing.
std::string describe(const ConfigNode& node);

}  // namespace tandem
