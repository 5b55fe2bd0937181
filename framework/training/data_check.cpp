#include "framework/training/data_check.h"

#include <algorithm>
#include <vector>

#include "framework/core/error.h"
#include "framework/model/data_shapes.h"
#include "framework/training/data_identity.h"
#include "framework/training/model_state.h"

namespace tandem {
namespace {

constexpr const char* kSplits[] = {"train", "valid", "test"};
// Labels that are in memory together.
constexpr int64_t kRowsAtOnce = 1 << 16;

std::string shape_text(const FieldDescription& field) {
  std::string text = field.type;
  for (const int64_t size : field.shape) text += " x " + std::to_string(size);
  return text;
}

std::string size_text(const ImageShape& shape) {
  return std::to_string(shape.height) + " x " + std::to_string(shape.width) + " pixels in " +
         std::to_string(shape.channels) + (shape.channels == 1 ? " channel" : " channels");
}

/// Evaluation needs of a split what training needs of its own.
void check_split(const Family& family, const DataSources& data, const std::string& split) {
  for (const std::string& field : family.data.fields) {
    const FieldDescription& trained = data.field("train", field).description();
    if (!data.has_field(split, field)) {
      throw DataError({.what = "/" + split + " lacks a field that family '" + family.name +
                               "' needs and /train has",
                       .where = data.file_of(field).path(),
                       .expected = "field '" + trained.name + "'",
                       .advice = "Pack the data set again."});
    }
    const FieldDescription& evaluated = data.field(split, field).description();
    if (evaluated.shape == trained.shape && evaluated.type == trained.type) continue;
    throw DataError({.what = "a field is not what it is in /train",
                     .where = data.field(split, field).where(),
                     .expected = shape_text(trained),
                     .got = shape_text(evaluated),
                     .advice = "Pack the data set again."});
  }
}

void check_image_sizes(const Family& family, const DataSources& data) {
  const DataDescription description = data.description();
  std::string first;
  for (const std::string& field : family.data.fields) {
    if (name_in_source(field) != "images") continue;
    if (first.empty()) first = field;
    const ImageShape expected = image_shape(description, first);
    const ImageShape got = image_shape(description, field);
    // Whether channels may differ is the family's to say.
    if (got.height == expected.height && got.width == expected.width) continue;
    throw DataError({.what = "the sources '" + source_of(first) + "' and '" + source_of(field) +
                             "' hold images of different sizes",
                     .where = data.file_of(field).path(),
                     .expected = size_text(expected) + " as in " +
                                 data.file_of(first).path().string() + " (" + first + ")",
                     .got = size_text(got) + " (" + field + ")",
                     .advice = "Pack both with the same size."});
  }
}

void check_labels(const DataSources& data, const std::string& split, const std::string& name) {
  const DataSetField& field = data.field(split, name);
  const std::string& place = field.where();
  if (field.description().type != "int64" || !field.description().shape.empty()) {
    throw DataError({.what = "labels are not one number each",
                     .where = place,
                     .expected = "int64",
                     .got = shape_text(field.description())});
  }
  const auto num_classes = static_cast<int64_t>(data.file_of(name).origin().class_names.size());
  if (num_classes == 0) {
    throw DataError({.what = "there are labels, but no names of classes",
                     .where = place,
                     .expected = "a data set with the root attribute class_names",
                     .advice = "Pack it from data with classes, or choose a family that needs no "
                               "labels."});
  }
  // All rows: a wrong one would else be met in the midst of a training, or spoil a metric.
  std::vector<int64_t> labels;
  for (int64_t begin = 0; begin < field.num_rows(); begin += kRowsAtOnce) {
    labels.resize(static_cast<size_t>(std::min(kRowsAtOnce, field.num_rows() - begin)));
    field.read_rows(begin, static_cast<int64_t>(labels.size()), labels.data());
    const auto wrong = std::find_if(labels.begin(), labels.end(), [&](int64_t label) {
      return label < 0 || label >= num_classes;
    });
    if (wrong == labels.end()) continue;
    throw DataError({.what = "a label is of no class",
                     .where = place + ", row " + std::to_string(begin + (wrong - labels.begin())),
                     .expected = "0 to " + std::to_string(num_classes - 1) + ", since there are " +
                                 std::to_string(num_classes) + " names of classes",
                     .got = std::to_string(*wrong),
                     .advice = "Correct the original labels and pack the data set again."});
  }
}

}  // namespace

void check_data(const Family& family, const DataSources& data) {
  check_fields(family, data.description());
  check_image_sizes(family, data);
  for (const char* split : kSplits) {
    if (!data.has_group(split)) continue;
    check_split(family, data, split);
    for (const std::string& field : used_fields(family, data, split)) {
      if (name_in_source(field) == "labels") check_labels(data, split, field);
    }
  }
}

}  // namespace tandem
