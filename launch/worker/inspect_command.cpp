// inspect: what is in a run or a checkpoint.
#include <algorithm>
#include <charconv>
#include <iostream>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/runs/checkpoint_directory.h"
#include "launch/model_commands.h"
#include "launch/worker/commands.h"
#include "launch/worker/named_run.h"

namespace tandem {
namespace {

/// The step in "step-00001000".
int64_t step_of(const std::string& name) {
  int64_t step = 0;
  const char* digits = name.data() + std::min<size_t>(name.size(), 5);
  const auto [end, error] = std::from_chars(digits, name.data() + name.size(), step);
  if (!name.starts_with("step-") || error != std::errc() || *end != '\0') {
    throw UsageError({.what = "neither a run nor a checkpoint",
                      .expected = "a run directory, or step-… below its checkpoints",
                      .got = name});
  }
  return step;
}

}  // namespace

int inspect_command(const Arguments& arguments) {
  const auto values = parse_model_command("inspect", arguments, checkpoint_options());
  const std::filesystem::path path = named_run(values);
  std::filesystem::path checkpoint = path;
  if (std::filesystem::exists(path / "config.yaml")) {
    const CheckpointStore store(path / "checkpoints", 1);
    const auto named = named_step(values);
    const auto step = named ? named : store.latest();
    std::cout << printable(read_file(path / "config.yaml"));
    if (!step) {
      std::cout << "\nno usable checkpoint yet\n";
      return 0;
    }
    checkpoint = store.directory_of(*step);
  } else if (values.count("step") > 0 || values.count("best") > 0) {
    throw UsageError({.what = "--step and --best choose among the checkpoints of a run",
                      .expected = "a run directory",
                      .got = path,
                      .advice = "Leave them out to see this checkpoint."});
  }
  std::cout << "\ncheckpoint " << printable_line(checkpoint) << '\n';
  const CheckpointParts parts =
      CheckpointStore(checkpoint.parent_path(), 1).load(step_of(checkpoint.filename()));
  for (const auto& [file, tensors] : parts.tensors) {
    int64_t count = 0;
    std::cout << printable_line(file) << ".safetensors\n";
    for (const auto& [name, tensor] : tensors) {
      std::cout << "  " << printable_line(name) << "  " << tensor.sizes() << "  "
                << tensor.scalar_type() << '\n';
      count += tensor.numel();
    }
    std::cout << "  " << count << " numbers\n";
  }
  if (parts.best) {
    std::cout << "best " << step_name(parts.best->step) << ' ' << printable_line(parts.best->metric)
              << " = " << nlohmann::json(parts.best->value) << '\n';
  }
  std::cout << "state " << printable_line(parts.state.dump()) << '\n';
  return 0;
}

}  // namespace tandem
