#include "datasets/selected_rows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "framework/core/error.h"

namespace tandem {
namespace {

std::string range_text(const RowSpan& range) {
  return std::to_string(range.first) + ":" + std::to_string(range.end);
}

/// The rows at these positions. Throws UsageError naming the option.
std::vector<int64_t> within(const std::vector<int64_t>& rows, const RowSpan& range,
                            const std::string& option) {
  const auto count = static_cast<int64_t>(rows.size());
  if (range.first < 0 || range.first >= range.end || range.end > count) {
    throw UsageError({.what = option + " is unusable",
                      .expected = "A:B with 0 <= A < B <= " + std::to_string(count),
                      .got = range_text(range)});
  }
  return {rows.begin() + range.first, rows.begin() + range.end};
}

class SelectedRows : public RowSource {
 public:
  SelectedRows(std::unique_ptr<RowSource> source, RowSelection selection)
      : source_(std::move(source)), selection_(std::move(selection)) {
    if (!selection_.classes.empty()) check_classes();
    for (Split split : {Split::kTrain, Split::kTest, Split::kValid}) {
      if (split != Split::kValid || source_->has_valid()) rows_of(split) = selected(split);
    }
  }

  DataSetOrigin origin() const override {
    DataSetOrigin origin = source_->origin();
    if (selection_.train) origin.generator += ", rows " + range_text(*selection_.train);
    if (selection_.test) origin.generator += ", test rows " + range_text(*selection_.test);
    if (selection_.classes.empty()) return origin;
    std::vector<std::string> names;
    for (int64_t label : selection_.classes) names.push_back(origin.class_names.at(index(label)));
    origin.generator += names.size() == 1 ? ", class" : ", classes";
    for (const std::string& name : names) origin.generator += " " + name;
    origin.class_names = std::move(names);
    return origin;
  }

  std::vector<FieldDescription> fields() const override { return source_->fields(); }
  bool has_valid() const override { return source_->has_valid(); }
  std::vector<int64_t> rows(Split split) const override { return rows_.at(index(split)); }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    source_->read_row(split, row, fields);
    if (selection_.classes.empty()) return;
    int64_t label = 0;
    std::memcpy(&label, fields[label_field_], sizeof(label));
    // Only selected rows are read, so theirs is one of the chosen classes.
    label = new_label(label);
    std::memcpy(fields[label_field_], &label, sizeof(label));
  }

 private:
  template <class Place>
  static size_t index(Place place) {
    return static_cast<size_t>(place);
  }

  std::vector<int64_t>& rows_of(Split split) { return rows_.at(index(split)); }

  /// Place of an original label among those chosen; their number when it is not one.
  int64_t new_label(int64_t label) const {
    const auto& classes = selection_.classes;
    return std::find(classes.begin(), classes.end(), label) - classes.begin();
  }

  void check_classes() {
    const int64_t place = find_field(source_->fields(), "labels");
    const std::vector<std::string> names = source_->origin().class_names;
    if (place < 0 || names.empty()) {
      throw UsageError({.what = "--classes needs data with labels and names of classes"});
    }
    label_field_ = index(place);
    for (int64_t label : selection_.classes) {
      if (std::count(selection_.classes.begin(), selection_.classes.end(), label) > 1) {
        throw UsageError({.what = "--classes names a class twice", .got = names.at(index(label))});
      }
    }
  }

  std::vector<int64_t> selected(Split split) const {
    // Ranges first: they count rows of the original, whatever their class.
    std::vector<int64_t> rows = source_->rows(split);
    if (split == Split::kTrain && selection_.train) {
      rows = within(rows, *selection_.train, "--rows");
    }
    if (split == Split::kTest && selection_.test) {
      rows = within(rows, *selection_.test, "--test-rows");
    }
    if (selection_.classes.empty()) return rows;
    std::vector<int64_t> counts(selection_.classes.size());
    std::erase_if(rows, [&](int64_t row) {
      const size_t label = index(new_label(source_->read_label(split, row)));
      if (label == counts.size()) return true;
      ++counts[label];
      return false;
    });
    if (split == Split::kTrain) check_counts(counts);
    return rows;
  }

  /// Every class chosen must have rows to train on.
  void check_counts(const std::vector<int64_t>& counts) const {
    const auto empty = std::find(counts.begin(), counts.end(), 0);
    if (empty == counts.end()) return;
    const int64_t label = selection_.classes[index(empty - counts.begin())];
    throw UsageError({.what = "no rows of class '" +
                              source_->origin().class_names.at(index(label)) +
                              "' are left to train on",
                      .advice = "Choose others with --rows or --classes."});
  }

  std::unique_ptr<RowSource> source_;
  RowSelection selection_;
  std::array<std::vector<int64_t>, 3> rows_;  // by split
  size_t label_field_ = 0;
};

}  // namespace

std::unique_ptr<RowSource> select_rows(std::unique_ptr<RowSource> source,
                                       const RowSelection& selection) {
  if (!selection.train && !selection.test && selection.classes.empty()) return source;
  return std::make_unique<SelectedRows>(std::move(source), selection);
}

}  // namespace tandem
