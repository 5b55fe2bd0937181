#include "framework/showing/map_points.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "framework/model/capabilities.h"
#include "framework/showing/scatter.h"
#include "framework/statistics/t_sne.h"

namespace tandem {
namespace {

constexpr const char* kMappedSplit = "test";
// A map has a perplexity of at most a third of the other rows: of fewer it would be below 1.
constexpr int64_t kFewestRows = 4;
// Images in one batch: what the model computes for all of them need not fit into memory.
constexpr int64_t kCodesAtOnce = 100;
constexpr int64_t kMostFeatures = 50;

/// Of images (N, H, W, C) uint8 the pixels in [0, 1], (N, features) float64 on the CPU.
at::Tensor pixel_rows(const at::Tensor& images) {
  return images.to(at::kCPU, at::kDouble).flatten(1) / 255;
}

/// The first image of every group.
at::Tensor first_images(const at::Tensor& images, const at::Tensor& groups) {
  // A label without images has an empty frame.
  const int64_t num_groups = groups.max().item<int64_t>() + 1;
  at::Tensor first = at::zeros_like(images[0]).to(at::kCPU).repeat({num_groups, 1, 1, 1});
  for (int64_t group = 0; group < num_groups; ++group) {
    const at::Tensor members = (groups == group).nonzero().flatten();
    if (members.size(0) > 0) first[group] = images[members[0].item<int64_t>()].cpu();
  }
  return first;
}

}  // namespace

bool can_map_samples(const GridContext& context) {
  return capability<Generates>(context.model()) != nullptr &&
         context.num_rows(kMappedSplit, "images") >= kFewestRows;
}

MapPoints sample_points(GridContext& context, int64_t count) {
  const at::Tensor real =
      context.even_rows(kMappedSplit, {"images"}, count).field("images").to(at::kCPU);
  const at::Tensor generated = context.generated(real.size(0));
  return {.rows = at::cat({pixel_rows(real), pixel_rows(generated)}),
          .groups = at::arange(2).repeat_interleave(real.size(0)),
          .examples = at::stack({real[0], generated[0]})};
}

bool can_map_codes(const GridContext& context) {
  return capability<Encodes>(context.model()) != nullptr &&
         context.num_rows(kMappedSplit, "images") >= kFewestRows;
}

MapPoints code_points(GridContext& context, int64_t count) {
  const bool has_labels = context.num_rows(kMappedSplit, "labels") > 0;
  std::vector<std::string> fields = {"images"};
  if (has_labels) fields.emplace_back("labels");
  const Batch rows = context.even_rows(kMappedSplit, fields, count);
  const at::Tensor& images = rows.field("images");
  std::vector<at::Tensor> codes;
  for (const at::Tensor& chunk : images.split(kCodesAtOnce)) {
    codes.push_back(context.codes_of(chunk).to(at::kCPU, at::kDouble));
  }
  const at::Tensor labels = has_labels ? rows.field("labels") : at::zeros({images.size(0)});
  const at::Tensor groups = labels.to(at::kCPU, at::kLong);
  return {.rows = at::cat(codes), .groups = groups, .examples = first_images(images, groups)};
}

ImageRows map_of(const MapPoints& points, const at::Tensor& positions) {
  return {
      draw_scatter({.positions = positions, .groups = points.groups, .examples = points.examples})};
}

at::Tensor plane_of(const PrincipalComponents& components, const at::Tensor& rows) {
  // Rows that differ in less than two directions have fewer components.
  return at::constant_pad_nd(project(components, rows), {0, 2}).narrow(1, 0, 2);
}

at::Tensor neighbour_positions(const at::Tensor& rows) {
  // Narrow rows need them as well, to start from.
  const PrincipalComponents components = fit_principal_components(rows, kMostFeatures);
  const bool is_wide = rows.size(1) > kMostFeatures;
  return t_sne(is_wide ? project(components, rows) : rows, plane_of(components, rows));
}

}  // namespace tandem
