// Random streams of evaluations. Those of objectives are their places among the learners of the
// family.
#pragma once

#include <cstdint>
#include <string_view>

namespace tandem {

/// Streams that have a number. A new metric needs none: its stream follows from its name.
enum class EvaluationStream : uint64_t {
  kLikelihood = 1 << 16,
  kSamples,
  kClasses,
  kReference,
  kPartition,
  kDenoising,
  kConditions = 1 << 17,    // and those after it, one per condition
  kTranslations = 1 << 18,  // and those after it, one per translation
};
constexpr uint64_t stream_of(EvaluationStream stream, uint64_t index = 0) {
  return static_cast<uint64_t>(stream) + index;
}

/// FNV-1a of the name (Fowler, Noll, Vo), above all numbers.
constexpr uint64_t stream_of(std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  }
  return hash | (uint64_t{1} << 63);
}

}  // namespace tandem
