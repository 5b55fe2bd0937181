#include "launch/worker/output/single_images.h"

#include <ATen/ATen.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/data/image_fields.h"
#include "framework/model/capabilities.h"
#include "framework/showing/image_tiles.h"
#include "launch/worker/output/tensor_rows.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDataSetSuffix = ".h5";

/// Makes the folder. Throws UsageError for one that holds something, unless files of it may be
/// replaced.
void make_folder(const fs::path& folder, bool may_replace) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && !may_replace && !fs::is_empty(folder, error) && !error) {
    throw UsageError({.what = "the folder is not empty",
                      .where = folder,
                      .expected = "a new or an empty one",
                      .advice = "Name another one with --output, or replace the files of these "
                                "names in it with --force."});
  }
  if (error) {
    throw FileError({.what = "cannot be used (" + error.message() + ")",
                     .where = folder,
                     .advice = "Choose another folder with --output."});
  }
}

/// Without waiting for the disk, which takes longer than making the image.
void write_png(const fs::path& path, const Image& image) {
  const std::string png = encode_png(image);
  // A link is replaced, and not what it leads to. What cannot be removed cannot be written either.
  ::unlink(path.c_str());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file.write(png.data(), static_cast<std::streamsize>(png.size())) || !file.flush()) {
    const int error = errno;
    ::unlink(path.c_str());  // a part of an image is none
    errno = error;
    throw_file_error("cannot write the file", path, png.size());
  }
}

void write_pngs(LoadedRun& run, const SingleImages& wanted, const HeldInterruption& interruption) {
  make_folder(wanted.output, wanted.replace);
  int64_t index = 0;
  const auto take = [&](const at::Tensor& images, const at::Tensor&) {
    if (images.size(3) != 1 && images.size(3) != 3) {
      throw UsageError({.what = "such images cannot be PNG files",
                        .where = "--output",
                        .expected = "images of 1 or 3 channels",
                        .got = std::to_string(images.size(3)),
                        .advice = "Write a data set: --output FILE.h5."});
    }
    for (const Image& image : images_of(images)) {
      interruption.check();
      char name[32];
      std::snprintf(name, sizeof(name), "%08lld.png", static_cast<long long>(index++));
      write_png(wanted.output / name, image);
    }
  };
  generate_chunks(run.state().model(), run.state().pixel_range(), run.state().device(),
                  wanted.request, take);
}

bool is_label(const Condition& condition) {
  return condition.name == "label" && condition.num_categories > 0;
}

/// The conditions that images were made on, as columns.
std::vector<TensorColumn> condition_columns(GenerativeModel& model, const at::Tensor& latents) {
  auto* conditional = capability<GeneratesOnCondition>(model);
  if (conditional == nullptr) return {};
  std::vector<TensorColumn> columns;
  for (const Condition& condition : conditional->conditions()) {
    columns.push_back({is_label(condition) ? "labels" : "conditions/" + condition.name,
                       conditional->condition_values(latents, condition.name).to(at::kCPU)});
  }
  return columns;
}

/// What the labels of the images mean, where they have some.
std::vector<std::string> class_names(LoadedRun& run) {
  const auto* conditional = capability<GeneratesOnCondition>(run.state().model());
  if (conditional == nullptr) return {};
  const std::vector<Condition> conditions = conditional->conditions();
  if (std::ranges::none_of(conditions, is_label)) return {};
  return class_names_of(run.data(), image_field(run.configuration().family().data.fields));
}

void write_data_set(LoadedRun& run, const SingleImages& wanted,
                    const HeldInterruption& interruption) {
  DataSetOrigin origin = origin_of(run, "sample, seed " + std::to_string(wanted.request.seed));
  origin.class_names = class_names(run);
  TensorRows rows({.path = wanted.output,
                   .replace = wanted.replace,
                   .between_chunks = [&] { interruption.check(); }},
                  origin, "train", wanted.request.count);
  int64_t index = 0;
  const auto take = [&](const at::Tensor& images, const at::Tensor& latents) {
    interruption.check();
    std::vector<TensorColumn> columns = {{"images", images}};
    for (const TensorColumn& column : condition_columns(run.state().model(), latents)) {
      columns.push_back(column);
    }
    columns.push_back({"source_index", at::arange(index, index + images.size(0), at::kLong)});
    index += images.size(0);
    rows.append(columns);
  };
  generate_chunks(run.state().model(), run.state().pixel_range(), run.state().device(),
                  wanted.request, take);
  rows.finish();
}

}  // namespace

bool holds_single_images(const fs::path& output) {
  std::error_code error;
  return output.extension() == kDataSetSuffix || !output.has_filename() ||
         fs::is_directory(output, error);
}

void write_single_images(LoadedRun& run, const SingleImages& wanted,
                         const HeldInterruption& interruption) {
  if (wanted.output.extension() == kDataSetSuffix) {
    write_data_set(run, wanted, interruption);
  } else {
    write_pngs(run, wanted, interruption);
  }
}

}  // namespace tandem
