// How much single latents of codes say about single factors of variation.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// In which of `num_bins` bins of equal width, from the least to the largest value of the column,
/// each value of `codes` (N, latents) lies: the same shape, int64 on the CPU. A constant column is
/// in bin 0.
at::Tensor equal_width_bins(const at::Tensor& codes, int64_t num_bins = 20);

/// Of every column of `bins` (N, latents) with every column of `factors` (N, factors), all whole
/// numbers from 0, in nats: (latents, factors) float64. The plug-in estimate: on average too high
/// by about (bins − 1)(values − 1) / 2N (Miller, "Note on the bias of information estimates",
/// 1955).
at::Tensor mutual_information(const at::Tensor& bins, const at::Tensor& factors);

/// Of every column of `factors` (N, factors), in nats: (factors) float64.
at::Tensor entropies(const at::Tensor& factors);

/// `factors` (N, factors), any whole numbers, without constant columns, of which there is nothing
/// to say, and with the values of every other one numbered from 0 without gaps: int64 on the CPU.
at::Tensor varying_factors(const at::Tensor& factors);

}  // namespace tandem
