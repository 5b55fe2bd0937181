// encode: the codes of a split of the data, beside its labels and factors, as a data set.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <iostream>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"
#include "framework/data/image_fields.h"
#include "framework/data/read_batch.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/capabilities.h"
#include "framework/model/evaluation_mode.h"
#include "framework/training/data_identity.h"
#include "launch/interruption.h"
#include "launch/model_options.h"
#include "launch/output_file.h"
#include "launch/worker/loaded_run.h"
#include "launch/worker/output/tensor_rows.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

Encodes& encoder_of(LoadedRun& run) {
  auto* encodes = capability<Encodes>(run.state().model());
  if (encodes != nullptr) return *encodes;
  throw UsageError({.what = run.configuration().family().name + " does not encode images",
                    .where = "encode",
                    .expected = "a run of a family that maps images to codes",
                    .advice = "`tandem sample` shows what the model can do instead."});
}

/// What is written: which rows, and where.
struct Encoding {
  std::string split;
  std::string images;               // the field that is encoded
  std::vector<std::string> others;  // the fields beside it that hold no images
};

Encoding encoding_of(const LoadedRun& run, const std::string& split) {
  check_has_split(run.data(), split);
  Encoding encoding{.split = split,
                    .images = image_field(run.configuration().family().data.fields),
                    .others = {}};
  const std::string source = source_of(encoding.images);
  for (const FieldDescription& field :
       run.data().file_of(encoding.images).description(split).fields) {
    if (!holds_images(field.name)) encoding.others.push_back(field_name(source, field.name));
  }
  return encoding;
}

/// Rows [begin, end), columns named as in a data set of one source.
std::vector<TensorColumn> encoded(LoadedRun& run, const Encoding& encoding, int64_t begin,
                                  int64_t end) {
  const RowRange rows{.group = encoding.split, .begin = begin, .end = end};
  const at::Device device = run.state().device();
  const Batch stored = read_batch(run.data(), rows, {encoding.images}, device);
  const at::Tensor images =
      to_model_input(stored, run.state().pixel_range()).field(encoding.images);
  // What noise a family adds follows from the place of the rows.
  seed_generators(device, mix_seed(Stream::kGeneration, begin));
  const at::Tensor codes = encoder_of(run).encode(images).to(at::kCPU, at::kFloat);
  std::vector<TensorColumn> columns = {{"codes", codes}};
  if (encoding.others.empty()) return columns;
  const Batch others = read_batch(run.data(), rows, encoding.others, at::kCPU);
  const size_t prefix = field_name(source_of(encoding.images), "").size();
  for (const std::string& name : encoding.others) {
    columns.push_back({name.substr(prefix), others.field(name)});
  }
  return columns;
}

ExitCode encode(const CommandCall& call) {
  const HeldInterruption interruption;
  const std::filesystem::path directory = named_model(call);
  if (!call.has("output")) {
    throw UsageError({.what = "--output is missing", .expected = "the HDF5 file to write"});
  }
  const std::filesystem::path output = call.get<std::string>("output");
  check_ending("--output", output, ".h5");
  LoadedRun run = load_run(call, directory);
  const EvaluationOptions& options = run.configuration().options().evaluation;
  // A family without codes is refused before rows are read and a file is made.
  encoder_of(run);
  const Encoding encoding =
      encoding_of(run, call.find<std::string>("split").value_or(options.split));
  check_undigested(run.configuration().family(), run.data(), encoding.split);
  const int64_t num_rows = run.data().field(encoding.split, encoding.images).num_rows();
  DataSetOrigin origin = origin_of(run, "encode");
  origin.class_names = class_names_of(run.data(), encoding.images);
  TensorRows rows({.path = output,
                   .replace = call.get<bool>("force"),
                   .between_chunks = [&] { interruption.check(); }},
                  origin, encoding.split, num_rows);
  const EvaluationMode mode(run.state().model());
  const c10::NoGradGuard no_gradients;
  for (int64_t begin = 0; begin < num_rows; begin += options.chunk_size) {
    interruption.check();
    rows.append(encoded(run, encoding, begin, std::min(num_rows, begin + options.chunk_size)));
  }
  rows.finish();
  std::cout << "wrote the codes of " << num_rows << " images to " << printable_line(output) << " ("
            << encoding.split << ", step " << run.step() << ")\n";
  return ExitCode::kDone;
}

}  // namespace

Command encode_worker_command() { return carried_out("encode", encode); }

}  // namespace tandem
