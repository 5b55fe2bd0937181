#include "framework/training/model_state.h"

#include <ATen/ATen.h>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"
#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

std::unique_ptr<GenerativeModel> build_model(const Family& family, const DataDescription& data,
                                             uint64_t seed) {
  check_fields(family, data);
  // Weights are drawn on the CPU, so that they do not depend on the device.
  seed_generators(at::kCPU, mix_seed(Stream::kInitialization, seed));
  return family.build(data);
}

}  // namespace

void check_fields(const Family& family, const DataDescription& data) {
  for (const std::string& name : family.data.fields) {
    if (data.find(name) != nullptr) continue;
    const std::string source = source_of(name);
    throw DataError({.what = "the data set lacks a field that family '" + family.name + "' needs",
                     .where = source.empty() ? "data.path" : "data.sources." + source + ".path",
                     .expected = "field '" + name + "'",
                     .got = "fields " + joined(data.fields, &FieldDescription::name, " "),
                     .advice = "Choose another data set or another family."});
  }
}

ModelState::ModelState(const Family& family, const DataDescription& data, uint64_t seed,
                       const at::Device& device)
    : device_(device),
      pixel_range_(family.data.pixel_range),
      model_(build_model(family, data, seed)),
      objectives_(family.objectives(*model_)),
      parameters_(model_->networks(), device) {}

}  // namespace tandem
