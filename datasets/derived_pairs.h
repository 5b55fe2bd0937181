// Pairs made from single images: the target is the image, the source is derived from it.
#pragma once

#include <memory>
#include <string>

#include "datasets/row_source.h"
#include "framework/core/image.h"

namespace tandem {

enum class Derivation { kEdges, kGrey, kDownscaled };

/// "edges", "grey", "downscaled". Throws UsageError for another name.
Derivation derivation_named(const std::string& name);

/// The edges (see edges_of; one channel); the luma (one channel); or the image made four times
/// smaller by the means of its 4 x 4 blocks and enlarged again bilinearly (the same channels).
Image derive(const Image& image, Derivation derivation);

/// `source` with fields `source` and `target` in place of `images`, and `labels` where it has them.
/// Throws UsageError for the luma of images that have one channel.
std::unique_ptr<RowSource> make_derived_pairs(std::unique_ptr<RowSource> source,
                                              Derivation derivation);

}  // namespace tandem
