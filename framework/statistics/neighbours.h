// Which rows of two sets lie next to each other, and what follows from it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "framework/statistics/packed_rows.h"
#include "framework/statistics/row_tiles.h"

namespace tandem {

/// Of N rows among those of their own set. Squared distances, float64 on the CPU.
struct OwnNeighbours {
  at::Tensor nearest;  // (N), to the nearest other row
  at::Tensor radius;   // (N), to the k-th nearest other row
};

/// Of N rows among those of another set.
struct OtherNeighbours {
  at::Tensor nearest;  // (N) float64, squared distance
  at::Tensor index;    // (N) int64, of that row; the first of equally near ones
  at::Tensor hits;     // (N) int64, balls that hold the row strictly inside
};

/// `k` lies in 1 … N − 1. Distances are those of float32 rows.
OwnNeighbours own_neighbours(const at::Tensor& rows, int64_t k, const TileDealer& deal);
/// `radius` (M): squared, of the balls around `others` (M, features); undefined: no hits are
/// counted.
OtherNeighbours other_neighbours(const at::Tensor& rows, const at::Tensor& others,
                                 const at::Tensor& radius, const TileDealer& deal);

/// Squared distances of the rows number `indices` (M) of `rows` to the nearest other row, (M). A
/// row that is named several times is searched for once.
at::Tensor nearest_others(const at::Tensor& rows, const at::Tensor& indices,
                          const TileDealer& deal);

/// Everything that metrics ask of the neighbours in two sets.
struct Neighbourhoods {
  OwnNeighbours real, generated;
  OtherNeighbours of_real, of_generated;  // among rows of the other set
};
/// `among_real`: own_neighbours of the real rows.
Neighbourhoods find_neighbourhoods(const OwnNeighbours& among_real, const at::Tensor& real,
                                   const at::Tensor& generated, int64_t k, const TileDealer& deal);

/// A ball reaches from each row to its k-th nearest other row, without its surface (Kynkäänniemi et
/// al., "Improved precision and recall metric for assessing generative models", 2019; Naeem et al.,
/// "Reliable fidelity and diversity metrics for generative models", 2020).
struct Coverage {
  double precision = 0.0;  // generated rows in a ball of a real one
  double recall = 0.0;     // real rows in a ball of a generated one
  double density = 0.0;    // balls of real rows around a generated one, divided by k
  double coverage = 0.0;   // real rows with a generated one in their ball
};
Coverage coverage_of(const Neighbourhoods& found, int64_t k);

/// Coverage that is expected of equal laws: 1 − Π_{j<k} (N − 1 − j) / (N + M − 1 − j).
double expected_coverage(int64_t num_real, int64_t num_generated, int64_t k);

/// The share of rows whose nearest other row is of their own set, real before generated where both
/// are equally near (Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", 2017): 0 of
/// copies, 1 of sets that lie apart; of N rows each, equal laws, (N − 1) / (2N − 1) on average.
double nearest_neighbour_accuracy(const Neighbourhoods& found);

}  // namespace tandem
