// Real beside generated images of every class.
#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

#include "framework/showing/conditions.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

constexpr const char* kRealSplit = "test";
constexpr int64_t kMaxClasses = 32;
constexpr int64_t kPerClass = 8;  // real ones, and generated ones
constexpr int64_t kMostRowsRead = 10000;

/// The condition that is the label of the data.
std::optional<Condition> label_condition(const GenerativeModel& model) {
  for (const Condition& condition : conditions_of(model)) {
    if (condition.name == "label" && condition.num_categories > 0) return condition;
  }
  return std::nullopt;
}

std::vector<std::string> names(GridContext& context) {
  const bool is_possible = label_condition(context.model()) &&
                           context.num_rows(kRealSplit, "images") > 0 &&
                           context.num_rows(kRealSplit, "labels") > 0;
  return is_possible ? std::vector<std::string>{"classes"} : std::vector<std::string>();
}

/// The first images of a class; black ones where there are no more.
at::Tensor real_images(const GridContext& context, const at::Tensor& labels, int64_t label) {
  const at::Tensor rows = (labels == label).nonzero().flatten();
  std::vector<at::Tensor> images;
  for (int64_t i = 0; i < std::min(kPerClass, rows.size(0)); ++i) {
    const auto row = rows[i].item<int64_t>();
    images.push_back(context.rows({kRealSplit, row, row + 1}, {"images"}).field("images").cpu());
  }
  if (images.empty()) {
    images.push_back(
        at::zeros_like(context.rows({kRealSplit, 0, 1}, {"images"}).field("images").cpu()));
  }
  const at::Tensor all = at::cat(images);
  return at::constant_pad_nd(all, {0, 0, 0, 0, 0, 0, 0, kPerClass - all.size(0)});
}

ImageRows draw(GridContext& context, const std::string&) {
  const Condition condition = *label_condition(context.model());
  const int64_t num_rows = std::min(kMostRowsRead, context.num_rows(kRealSplit, "labels"));
  const at::Tensor labels =
      context.rows({kRealSplit, 0, num_rows}, {"labels"}).field("labels").to(at::kCPU, at::kLong);
  const at::Tensor latents = context.draw_latents(kPerClass);
  std::vector<at::Tensor> rows;
  for (int64_t label = 0; label < std::min(condition.num_categories, kMaxClasses); ++label) {
    rows.push_back(real_images(context, labels, label));
    const at::Tensor values = at::full({kPerClass}, label, at::kLong);
    rows.push_back(context.pixels_of(with_values(context.model(), latents, condition, values)));
  }
  return {at::cat(rows), 2 * kPerClass};
}

}  // namespace

GridKind classes_grid() {
  return {.name = "classes",
          .sentence =
              "A row per class: on the left eight of its images of the split test, on the right "
              "eight generated ones, of latents that are equal in every row.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
