#include "framework/core/safetensors.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/input_file.h"
#include "framework/core/json.h"

namespace tandem {
namespace {

constexpr uint64_t kLengthBytes = 8;
// The limit of the format's own reader.
constexpr uint64_t kMaxJsonBytes = 100'000'000;
constexpr size_t kMaxDimensions = 64;  // what LibTorch's kernels take
constexpr const char* kMetadataKey = "__metadata__";
constexpr const char* kAdvice = "The file is damaged or was not written by tandem.";

struct ElementType {
  std::string_view name;
  uint64_t num_bytes;
};
// In the order of the format's own writer, which sorts by it, last first.
constexpr std::array kTypes = std::to_array<ElementType>({{"BOOL", 1},
                                                          {"U8", 1},
                                                          {"I8", 1},
                                                          {"F8_E5M2", 1},
                                                          {"F8_E4M3", 1},
                                                          {"I16", 2},
                                                          {"U16", 2},
                                                          {"F16", 2},
                                                          {"BF16", 2},
                                                          {"I32", 4},
                                                          {"U32", 4},
                                                          {"F32", 4},
                                                          {"C64", 8},
                                                          {"F64", 8},
                                                          {"I64", 8},
                                                          {"U64", 8}});

/// Position in the table; its length for an unknown type.
size_t type_order(std::string_view name) {
  return static_cast<size_t>(
      std::ranges::find(kTypes, name, [](const ElementType& type) { return type.name; }) -
      kTypes.begin());
}

/// Bytes of a tensor; none for an unknown type, a negative length or an overflow. A length of 0
/// does not hide an overflow of the others, which would overflow strides.
std::optional<uint64_t> num_bytes_of(const SafetensorsEntry& tensor) {
  const size_t order = type_order(tensor.type);
  if (order == kTypes.size() || tensor.shape.size() > kMaxDimensions) return std::nullopt;
  auto product = static_cast<int64_t>(kTypes[order].num_bytes);
  bool empty = false;
  for (int64_t length : tensor.shape) {
    if (length < 0 || __builtin_mul_overflow(product, std::max<int64_t>(length, 1), &product)) {
      return std::nullopt;
    }
    empty = empty || length == 0;
  }
  return empty ? 0 : static_cast<uint64_t>(product);
}

/// A failure in one file, with the tensor it is about, if any.
[[noreturn]] void refuse(const std::filesystem::path& origin, const std::string& tensor,
                         const std::string& what) {
  throw CheckpointError({.what = tensor.empty() ? what : "tensor '" + tensor + "': " + what,
                         .where = origin,
                         .advice = kAdvice});
}

uint64_t json_length(std::string_view first_bytes, uint64_t file_bytes,
                     const std::filesystem::path& origin) {
  if (first_bytes.size() < kLengthBytes || file_bytes < kLengthBytes) {
    refuse(origin, "",
           "a safetensors file has at least 8 bytes, this one " + std::to_string(file_bytes));
  }
  uint64_t length = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    length |= static_cast<uint64_t>(static_cast<uint8_t>(first_bytes[i])) << (8 * i);
  }
  if (length > kMaxJsonBytes) {
    refuse(origin, "",
           "a header of " + std::to_string(length) + " bytes, at most 100000000 allowed");
  }
  if (length > file_bytes - kLengthBytes) {
    refuse(origin, "",
           "a header of " + std::to_string(length) + " bytes in a file of " +
               std::to_string(file_bytes));
  }
  return length;
}

uint64_t unsigned_of(const nlohmann::json& value, const std::filesystem::path& origin,
                     const std::string& tensor) {
  // Half of the range, so that the numbers may be added and used as signed.
  if (!value.is_number_unsigned() || value.get<uint64_t>() > INT64_MAX) {
    refuse(origin, tensor, "shape and data_offsets are whole numbers, not " + value.dump());
  }
  return value.get<uint64_t>();
}

SafetensorsEntry parse_entry(const std::string& name, const nlohmann::json& value,
                             const std::filesystem::path& origin) {
  const bool complete = value.is_object() && value.size() == 3 && value.contains("dtype") &&
                        value.contains("shape") && value.contains("data_offsets");
  if (!complete || !value["dtype"].is_string() || !value["shape"].is_array() ||
      !value["data_offsets"].is_array() || value["data_offsets"].size() != 2) {
    refuse(origin, name, "an entry is {dtype: text, shape: [...], data_offsets: [begin, end]}");
  }
  SafetensorsEntry tensor{.name = name, .type = value["dtype"].get<std::string>(), .shape = {}};
  for (const auto& length : value["shape"]) {
    tensor.shape.push_back(static_cast<int64_t>(unsigned_of(length, origin, name)));
  }
  tensor.begin = unsigned_of(value["data_offsets"][0], origin, name);
  tensor.end = unsigned_of(value["data_offsets"][1], origin, name);
  if (type_order(tensor.type) == kTypes.size()) {
    refuse(origin, name, "unknown type '" + tensor.type + "'");
  }
  const auto num_bytes = num_bytes_of(tensor);
  if (!num_bytes) refuse(origin, name, "the shape is too large: " + value["shape"].dump());
  if (tensor.end < tensor.begin || tensor.end - tensor.begin != *num_bytes) {
    refuse(origin, name,
           "type and shape need " + std::to_string(*num_bytes) + " bytes, data_offsets are " +
               value["data_offsets"].dump());
  }
  return tensor;
}

std::map<std::string, std::string> parse_metadata(const nlohmann::json& value,
                                                  const std::filesystem::path& origin) {
  if (!value.is_object()) refuse(origin, "", "__metadata__ is not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) refuse(origin, "", "__metadata__." + key + " is not a text");
    metadata[key] = text.get<std::string>();
  }
  return metadata;
}

/// Sorts by place, and refuses holes, overlaps and a file of another length.
void check_coverage(SafetensorsHeader& header, uint64_t file_bytes,
                    const std::filesystem::path& origin) {
  // One without bytes comes before the one that begins at the same place.
  std::ranges::sort(header.tensors, [](const auto& a, const auto& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  uint64_t covered = 0;
  for (const auto& tensor : header.tensors) {
    if (tensor.begin != covered) {
      refuse(origin, tensor.name,
             "its bytes begin at " + std::to_string(tensor.begin) + ", " +
                 (tensor.begin < covered ? "inside" : "not right behind") +
                 " those of the tensor before, which end at " + std::to_string(covered));
    }
    covered = tensor.end;
  }
  const uint64_t data_bytes = file_bytes - header.data_begin;
  if (covered != data_bytes) {
    refuse(origin, "",
           "the tensors have " + std::to_string(covered) + " bytes, the file has " +
               std::to_string(data_bytes) + " for them");
  }
}

}  // namespace

SafetensorsHeader read_safetensors_header(const std::filesystem::path& path) {
  InputFile file(path);
  const uint64_t file_bytes = file.num_bytes();
  std::string bytes(kLengthBytes, '\0');
  bytes.resize(file.read(bytes.data(), bytes.size()));
  const uint64_t length = json_length(bytes, file_bytes, path);
  bytes.resize(kLengthBytes + length);
  // It may have become shorter since its length was asked for.
  if (file.read(bytes.data() + kLengthBytes, length) < length) {
    refuse(path, "", "the file ends inside its header");
  }
  return parse_safetensors_header(bytes, file_bytes, path);
}

SafetensorsHeader parse_safetensors_header(std::string_view first_bytes, uint64_t file_bytes,
                                           const std::filesystem::path& origin) {
  const uint64_t length = json_length(first_bytes, file_bytes, origin);
  SafetensorsHeader header;
  header.data_begin = kLengthBytes + length;
  const auto entries = parse_json_object(first_bytes.substr(kLengthBytes, length), origin);
  for (const auto& [name, value] : entries.items()) {
    if (name == kMetadataKey) {
      header.metadata = parse_metadata(value, origin);
    } else {
      header.tensors.push_back(parse_entry(name, value, origin));
    }
  }
  check_coverage(header, file_bytes, origin);
  return header;
}

std::string build_safetensors_header(std::vector<SafetensorsEntry>& tensors,
                                     const std::map<std::string, std::string>& metadata) {
  std::ranges::sort(tensors, [](const auto& a, const auto& b) {
    const size_t order_a = type_order(a.type);
    const size_t order_b = type_order(b.type);
    return order_a != order_b ? order_a > order_b : a.name < b.name;
  });
  nlohmann::ordered_json entries = nlohmann::ordered_json::object();
  if (!metadata.empty()) entries[kMetadataKey] = metadata;
  uint64_t end = 0;
  for (auto& tensor : tensors) {
    const auto num_bytes = num_bytes_of(tensor);
    if (!num_bytes || entries.contains(tensor.name) || tensor.name == kMetadataKey) {
      throw CheckpointError({.what = "safetensors has no form for this tensor of type " +
                                     tensor.type + " and rank " +
                                     std::to_string(tensor.shape.size()),
                             .where = "tensor '" + tensor.name + "'"});
    }
    tensor.begin = end;
    tensor.end = end += *num_bytes;
    entries[tensor.name] = {{"dtype", tensor.type},
                            {"shape", tensor.shape},
                            {"data_offsets", {tensor.begin, tensor.end}}};
  }
  std::string json = entries.dump();
  // Spaces, as the format's own writer appends them: the data begin at a multiple of 8.
  json.resize((json.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    bytes += static_cast<char>(static_cast<uint64_t>(json.size()) >> (8 * i) & 0xff);
  }
  return bytes + json;
}

}  // namespace tandem
