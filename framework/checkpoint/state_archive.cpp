#include "framework/checkpoint/state_archive.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <sstream>

#include "framework/core/error.h"
#include "framework/core/input_file.h"
#include "framework/core/safetensors.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

struct StoredType {
  std::string_view name;
  at::ScalarType type;
};
constexpr std::array kStoredTypes = std::to_array<StoredType>({{"BOOL", at::kBool},
                                                               {"U8", at::kByte},
                                                               {"F16", at::kHalf},
                                                               {"BF16", at::kBFloat16},
                                                               {"I32", at::kInt},
                                                               {"F32", at::kFloat},
                                                               {"F64", at::kDouble},
                                                               {"I64", at::kLong}});

std::string type_name(at::ScalarType type, const std::string& tensor) {
  const auto* found = std::ranges::find(kStoredTypes, type, &StoredType::type);
  if (found == kStoredTypes.end()) {
    throw CheckpointError({.what = "tensors of this type are not stored",
                           .where = "tensor '" + tensor + "'",
                           .got = at::toString(type)});
  }
  return std::string(found->name);
}

at::ScalarType scalar_type(const SafetensorsEntry& tensor, const std::filesystem::path& origin) {
  const auto* found = std::ranges::find(kStoredTypes, tensor.type, &StoredType::name);
  if (found == kStoredTypes.end()) {
    throw CheckpointError(
        {.what = "tensor '" + tensor.name + "' has a type that tandem does not use",
         .where = origin,
         .got = tensor.type});
  }
  return found->type;
}

std::string describe(const at::Tensor& tensor) {
  std::ostringstream text;
  text << at::toString(tensor.scalar_type()) << tensor.sizes();
  return text.str();
}

/// Any other byte would be a value that bool does not have.
void check_bools(const at::Tensor& tensor, const std::string& name,
                 const std::filesystem::path& origin) {
  const auto* bytes = static_cast<const uint8_t*>(tensor.const_data_ptr());
  if (std::any_of(bytes, bytes + tensor.numel(), [](uint8_t byte) { return byte > 1; })) {
    throw CheckpointError({.what = "tensor '" + name + "' holds bytes that are no truth values",
                           .where = origin,
                           .expected = "0 or 1"});
  }
}

/// Tensor after tensor, in the order of their bytes, by `read(place, count)`, which returns how
/// many bytes there were.
NamedTensors tensors_of(const SafetensorsHeader& header, const std::filesystem::path& origin,
                        const std::function<size_t(void*, size_t)>& read) {
  NamedTensors tensors;
  for (const auto& entry : header.tensors) {
    // An allocation of its own, which LibTorch aligns to 64 bytes.
    at::Tensor tensor =
        at::empty(entry.shape, at::device(at::kCPU).dtype(scalar_type(entry, origin)));
    const uint64_t num_bytes = entry.end - entry.begin;
    if (num_bytes > 0 && read(tensor.mutable_data_ptr(), num_bytes) < num_bytes) {
      throw CheckpointError(
          {.what = "the file ends inside tensor '" + entry.name + "'", .where = origin});
    }
    if (tensor.scalar_type() == at::kBool) check_bools(tensor, entry.name, origin);
    tensors[entry.name] = std::move(tensor);
  }
  return tensors;
}

}  // namespace

std::string to_safetensors(const NamedTensors& tensors,
                           const std::map<std::string, std::string>& metadata) {
  std::vector<SafetensorsEntry> entries;
  for (const auto& [name, tensor] : tensors) {
    entries.push_back({.name = name,
                       .type = type_name(tensor.scalar_type(), name),
                       .shape = tensor.sizes().vec()});
  }
  auto all_metadata = metadata;
  // Libraries of Python (transformers, for one) ask for it.
  all_metadata["format"] = "pt";
  std::string bytes = build_safetensors_header(entries, all_metadata);
  const size_t data_begin = bytes.size();
  bytes.resize(data_begin + (entries.empty() ? 0 : entries.back().end));
  for (const auto& entry : entries) {
    // The address may be null, which memcpy does not take.
    if (entry.begin == entry.end) continue;
    const at::Tensor tensor = tensors.at(entry.name).detach().to(at::kCPU).contiguous();
    std::memcpy(bytes.data() + data_begin + entry.begin, tensor.const_data_ptr(),
                entry.end - entry.begin);
  }
  return bytes;
}

NamedTensors read_safetensors(const std::filesystem::path& path) {
  // The header is checked against the length of the file, so that nothing below asks for more
  // memory than there are bytes.
  const SafetensorsHeader header = read_safetensors_header(path);
  InputFile file(path);
  file.seek(header.data_begin);
  return tensors_of(header, path,
                    [&file](void* bytes, size_t count) { return file.read(bytes, count); });
}

NamedTensors parse_safetensors(std::string_view bytes, const std::filesystem::path& origin) {
  const SafetensorsHeader header = parse_safetensors_header(bytes, bytes.size(), origin);
  bytes.remove_prefix(header.data_begin);
  return tensors_of(header, origin, [&bytes](void* place, size_t count) {
    std::memcpy(place, bytes.data(), count);
    bytes.remove_prefix(count);
    return count;
  });
}

std::vector<std::string> differences_of(const NamedTensors& source, const NamedTensors& target) {
  std::vector<std::string> differences;
  for (const auto& [name, tensor] : target) {
    const auto found = source.find(name);
    if (found == source.end()) {
      differences.push_back("'" + name + "' is missing");
    } else if (found->second.sizes() != tensor.sizes() ||
               found->second.scalar_type() != tensor.scalar_type()) {
      differences.push_back("'" + name + "' is " + describe(found->second) + ", not " +
                            describe(tensor));
    }
  }
  for (const auto& [name, tensor] : source) {
    if (target.contains(name)) continue;
    differences.push_back("'" + name + "' (" + describe(tensor) + ") is surplus");
  }
  return differences;
}

void copy_tensors(const NamedTensors& source, const NamedTensors& target,
                  const std::filesystem::path& origin) {
  const std::vector<std::string> differences = differences_of(source, target);
  if (!differences.empty()) {
    throw CheckpointError(
        {.what = "the tensors do not fit the model: " + joined(differences, {}, "; "),
         .where = origin,
         .advice = "Load it with the configuration that it was saved with."});
  }
  // LibTorch refuses to write to weights in place while it records gradients.
  const at::NoGradGuard no_grad;
  for (const auto& [name, tensor] : target) tensor.copy_(source.at(name));
}

}  // namespace tandem
