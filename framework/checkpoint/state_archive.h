// Named tensors as a safetensors file. The only form in which tensors are stored and loaded.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

using NamedTensors = std::map<std::string, at::Tensor>;

/// The bytes of a safetensors file with these tensors (copied to the CPU, made contiguous) and
/// `format=pt` plus `metadata` in `__metadata__`. Equal tensors give equal bytes.
std::string to_safetensors(const NamedTensors& tensors,
                           const std::map<std::string, std::string>& metadata = {});

/// The tensors of a file, on the CPU. Throws CheckpointError naming what is wrong with it.
NamedTensors read_safetensors(const std::filesystem::path& path);

/// The same from the bytes of the file `origin`.
NamedTensors parse_safetensors(std::string_view bytes, const std::filesystem::path& origin);

/// Every name that is missing in `source`, is of another shape or type than in `target`, or is
/// surplus; a line each.
std::vector<std::string> differences_of(const NamedTensors& source, const NamedTensors& target);

/// Copies `source[name]` into every tensor of `target`, in place. Throws CheckpointError that lists
/// every missing, surplus and differently shaped or typed name.
void copy_tensors(const NamedTensors& source, const NamedTensors& target,
                  const std::filesystem::path& origin);

}  // namespace tandem
