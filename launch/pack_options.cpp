#include "launch/pack_options.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <optional>

#include "datasets/packers.h"
#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/core/text.h"
#include "launch/command.h"
#include "launch/output_file.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

/// "A:B" of the option; none where it is not given.
std::optional<RowSpan> range_of(const po::variables_map& values, const std::string& option) {
  if (!values.count(option)) return std::nullopt;
  const std::string text = values[option].as<std::string>();
  const std::vector<std::string> ends = split(text, ':');
  const auto first = number_in<int64_t>(ends.front());
  const auto end = number_in<int64_t>(ends.back());
  if (ends.size() == 2 && first && end) return RowSpan{.first = *first, .end = *end};
  throw UsageError({.what = "--" + option + " is no range of rows",
                    .expected = "A:B, two numbers; rows A to B - 1, counted from 0",
                    .got = text});
}

/// The labels of the classes that --classes names, in its order; none where it is not given.
std::vector<int64_t> chosen_classes(const po::variables_map& values,
                                    const std::vector<std::string>& class_names) {
  if (!values.count("classes")) return {};
  if (class_names.empty()) {
    throw UsageError({.what = "--classes: the data has no classes to choose from"});
  }
  std::vector<int64_t> labels;
  for (const std::string& name : listed_names(values["classes"].as<std::string>(), "--classes")) {
    const auto place = std::find(class_names.begin(), class_names.end(), name);
    if (place == class_names.end()) {
      throw UsageError({.what = "--classes: there is no class '" + name + "'",
                        .expected = joined(class_names),
                        .advice = suggest_nearest(name, class_names)});
    }
    labels.push_back(place - class_names.begin());
  }
  return labels;
}

}  // namespace

void add_pack_options(po::options_description& options) {
  options.add_options()("output", po::value<std::string>()->value_name("FILE"),
                        "the HDF5 file to write (required)")(
      "rows", po::value<std::string>()->value_name("A:B"),
      "keep rows A to B - 1 of train, in the order of the original, counted from 0")(
      "test-rows", po::value<std::string>()->value_name("A:B"), "the same of test")(
      "classes", po::value<std::string>()->value_name("A,B,..."),
      "keep these classes, of the rows kept; they are numbered in this order")(
      "rotate", po::value<double>()->value_name("DEGREES")->default_value(0),
      "turn each image about its centre by an angle drawn evenly from -DEGREES to DEGREES, "
      "bilinear; what comes in from outside is black; the two of a pair turn alike")(
      "invert", po::bool_switch(), "255 minus each pixel, after --rotate")(
      "binarize", po::bool_switch(),
      "pixels become 0 or 255, drawn by the seed with their intensities as probabilities, after "
      "--rotate and --invert")("valid", po::value<int64_t>()->value_name("N")->default_value(0),
                               "rows of train that are moved to /valid, drawn by the seed")(
      kSeedOption, seed_value()->value_name("S")->default_value(0),
      "seed of the order of train and of every draw")(
      "deflate", po::value<int>()->value_name("0-9")->default_value(0),
      "compression; reading is about ten times slower with it")(
      "force", po::bool_switch(), "replace the file if it exists")("help", "show this text");
}

PackOptions pack_options(const po::variables_map& values) {
  if (!values.count("output")) {
    throw UsageError({.what = "--output is missing", .expected = "the HDF5 file to write"});
  }
  const int deflate_level = values["deflate"].as<int>();
  if (deflate_level < 0 || deflate_level > 9) {
    throw UsageError({.what = "--deflate is unusable",
                      .expected = "0 to 9",
                      .got = std::to_string(deflate_level)});
  }
  // Before the originals are read; DataSetWriter looks again when it begins.
  check_ending("--output", values["output"].as<std::string>(), ".h5");
  check_output(values["output"].as<std::string>(), values["force"].as<bool>());
  return {.writer = {.path = values["output"].as<std::string>(),
                     .replace = values["force"].as<bool>(),
                     .deflate_level = deflate_level},
          .seed = values[kSeedOption].as<uint64_t>(),
          .num_valid = values["valid"].as<int64_t>()};
}

RowSelection row_selection(const po::variables_map& values,
                           const std::vector<std::string>& class_names) {
  return {.train = range_of(values, "rows"),
          .test = range_of(values, "test-rows"),
          .classes = chosen_classes(values, class_names)};
}

PixelChanges pixel_changes(const po::variables_map& values) {
  return {.rotate_degrees = values["rotate"].as<double>(),
          .invert = values["invert"].as<bool>(),
          .binarize = values["binarize"].as<bool>(),
          .seed = values[kSeedOption].as<uint64_t>()};
}

}  // namespace tandem
