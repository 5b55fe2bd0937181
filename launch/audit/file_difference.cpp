#include "launch/audit/file_difference.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "framework/core/chars_of.h"
#include "framework/core/files.h"
#include "framework/core/input_file.h"
#include "framework/core/json.h"
#include "framework/core/safetensors.h"
#include "framework/core/text.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAbsent = "nothing";

std::string shape_text(const SafetensorsEntry& tensor) {
  return tensor.type + " [" + joined(tensor.shape) + "]";
}

template <class Number>
std::string number_text(const std::string& bytes) {
  Number number{};
  std::memcpy(&number, bytes.data(), sizeof(Number));
  return chars_of(number);
}

/// One element as the shortest decimal that reads back as it, or its bytes.
std::string element_text(const std::string& type, const std::string& bytes) {
  if (type == "F32") return number_text<float>(bytes);
  if (type == "F64") return number_text<double>(bytes);
  if (type == "I64") return number_text<int64_t>(bytes);
  return joined(
      bytes, [](char byte) { return static_cast<int>(static_cast<uint8_t>(byte)); }, " ");
}

std::string place_text(const SafetensorsEntry& tensor, uint64_t element) {
  std::vector<uint64_t> indices;
  for (size_t i = tensor.shape.size(); i-- > 0;) {
    const auto length = static_cast<uint64_t>(tensor.shape[i]);
    indices.insert(indices.begin(), element % length);
    element /= length;
  }
  return "tensor '" + tensor.name + "'" + (indices.empty() ? "" : "[" + joined(indices) + "]");
}

/// The first byte of a tensor that is not the same in two files; its length where none is.
uint64_t first_other_byte(InputFile& first, InputFile& second, uint64_t num_bytes) {
  constexpr uint64_t kBlockBytes = 1 << 16;
  std::array<char, kBlockBytes> one{};
  std::array<char, kBlockBytes> other{};
  for (uint64_t done = 0; done < num_bytes;) {
    const uint64_t count = std::min(kBlockBytes, num_bytes - done);
    const size_t num_read =
        std::min(first.read(one.data(), count), second.read(other.data(), count));
    // Bytes and not numbers: NaN is not equal to itself, and 0 is to -0.
    const auto [end, unused] = std::mismatch(one.begin(), one.begin() + num_read, other.begin());
    const auto num_equal = static_cast<uint64_t>(end - one.begin());
    if (num_equal < count) return done + num_equal;
    done += count;
  }
  return num_bytes;
}

std::string read_at(InputFile& file, uint64_t position, size_t num_bytes) {
  std::string bytes(num_bytes, '\0');
  file.seek(position);
  (void)file.read(bytes.data(), num_bytes);
  return bytes;
}

/// Two files of tensors, side by side.
class TensorFiles {
 public:
  TensorFiles(const fs::path& expected, const fs::path& got)
      : expected_(expected),
        got_(got),
        expected_header_(read_safetensors_header(expected)),
        got_header_(read_safetensors_header(got)) {}

  std::optional<FileDifference> difference() {
    std::map<std::string, const SafetensorsEntry*> others;
    for (const SafetensorsEntry& tensor : got_header_.tensors) others[tensor.name] = &tensor;
    for (const SafetensorsEntry& tensor : expected_header_.tensors) {
      const auto other = others.extract(tensor.name);
      const std::string name = "tensor '" + tensor.name + "'";
      if (other.empty()) return FileDifference{name, shape_text(tensor), kAbsent};
      const std::string shape = shape_text(*other.mapped());
      if (shape != shape_text(tensor)) return FileDifference{name, shape_text(tensor), shape};
      if (auto found = difference_of_values(tensor, *other.mapped())) return found;
    }
    if (others.empty()) return std::nullopt;
    const SafetensorsEntry& surplus = *others.begin()->second;
    return FileDifference{"tensor '" + surplus.name + "'", kAbsent, shape_text(surplus)};
  }

 private:
  std::optional<FileDifference> difference_of_values(const SafetensorsEntry& tensor,
                                                     const SafetensorsEntry& other) {
    const uint64_t num_bytes = tensor.end - tensor.begin;
    const uint64_t begin = expected_header_.data_begin + tensor.begin;
    const uint64_t other_begin = got_header_.data_begin + other.begin;
    expected_.seek(begin);
    got_.seek(other_begin);
    const uint64_t byte = first_other_byte(expected_, got_, num_bytes);
    if (byte == num_bytes) return std::nullopt;
    uint64_t num_elements = 1;
    for (const int64_t length : tensor.shape) num_elements *= static_cast<uint64_t>(length);
    const uint64_t element_bytes = num_bytes / num_elements;
    const uint64_t element = byte / element_bytes;
    const uint64_t offset = element * element_bytes;
    return FileDifference{
        place_text(tensor, element),
        element_text(tensor.type, read_at(expected_, begin + offset, element_bytes)),
        element_text(tensor.type, read_at(got_, other_begin + offset, element_bytes))};
  }

  InputFile expected_;
  InputFile got_;
  SafetensorsHeader expected_header_;
  SafetensorsHeader got_header_;
};

std::string value_at(const nlohmann::json& object, const std::string& pointer) {
  const nlohmann::json::json_pointer place(pointer);
  return object.contains(place) ? object.at(place).dump() : kAbsent;
}

std::optional<FileDifference> difference_of_objects(const fs::path& expected, const fs::path& got) {
  const nlohmann::json first = parse_json_object(read_file(expected), expected);
  const nlohmann::json second = parse_json_object(read_file(got), got);
  const nlohmann::json changes = nlohmann::json::diff(first, second);
  if (changes.empty()) return std::nullopt;
  const nlohmann::json& change = changes.front();
  const std::string place = change.at("path");
  // Behind the end of an array no pointer finds what was added: the change itself has it.
  const std::string value = change.contains("value") ? change.at("value").dump() : kAbsent;
  // The pointer begins with a slash.
  return FileDifference{place.substr(1), value_at(first, place), value};
}

}  // namespace

std::optional<FileDifference> difference_of_files(const fs::path& expected, const fs::path& got) {
  if (!part_of_file(got.filename())) return difference_of_objects(expected, got);
  return TensorFiles(expected, got).difference();
}

}  // namespace tandem
