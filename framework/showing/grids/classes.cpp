// Real beside generated images of every class.
#include <ATen/ATen.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "framework/showing/condition_values.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

constexpr const char* kRealSplit = "test";
constexpr int64_t kMaxClasses = 32;
constexpr int64_t kPerClass = 8;  // real ones, and generated ones
// Read at once, until there are enough of every class.
constexpr int64_t kLabelsAtOnce = 10000;

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

/// By class, its first kPerClass rows; fewer where there are no more.
std::vector<std::vector<int64_t>> first_rows(const GridContext& context, int64_t num_classes) {
  const int64_t num_rows = context.num_rows(kRealSplit, "labels");
  std::vector<std::vector<int64_t>> rows(static_cast<size_t>(num_classes));
  int64_t num_missing = num_classes * kPerClass;
  for (int64_t begin = 0; begin < num_rows && num_missing > 0; begin += kLabelsAtOnce) {
    const int64_t end = std::min(begin + kLabelsAtOnce, num_rows);
    const at::Tensor labels = context.rows({kRealSplit, begin, end}, {"labels"})
                                  .field("labels")
                                  .to(at::kCPU, at::kLong)
                                  .contiguous();
    const auto* label = labels.const_data_ptr<int64_t>();
    for (int64_t row = begin; row < end; ++row, ++label) {
      if (*label < 0 || *label >= num_classes) continue;
      auto& found = rows[static_cast<size_t>(*label)];
      if (std::ssize(found) == kPerClass) continue;
      found.push_back(row);
      --num_missing;
    }
  }
  return rows;
}

/// Images of these rows, and black ones up to kPerClass.
at::Tensor real_images(const GridContext& context, const std::vector<int64_t>& rows) {
  std::vector<at::Tensor> images;
  for (const int64_t row : rows) {
    images.push_back(context.rows({kRealSplit, row, row + 1}, {"images"}).field("images").cpu());
  }
  if (images.empty()) {
    images.push_back(
        at::zeros_like(context.rows({kRealSplit, 0, 1}, {"images"}).field("images").cpu()));
  }
  const at::Tensor all = at::cat(images);
  // Pairs count from the last dimension: images are added at the end of the first one.
  return at::constant_pad_nd(all, {0, 0, 0, 0, 0, 0, 0, kPerClass - all.size(0)});
}

ImageRows draw(GridContext& context, const std::string&) {
  const Condition condition = *label_condition(context.model());
  const int64_t num_classes = std::min(condition.num_categories, kMaxClasses);
  const std::vector<std::vector<int64_t>> real = first_rows(context, num_classes);
  const at::Tensor latents = context.draw_latents(kPerClass);
  std::vector<at::Tensor> rows;
  for (int64_t label = 0; label < num_classes; ++label) {
    rows.push_back(real_images(context, real[static_cast<size_t>(label)]));
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
