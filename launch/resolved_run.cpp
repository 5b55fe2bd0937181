#include "launch/resolved_run.h"

#include <nlohmann/json.hpp>

#include "framework/core/error.h"

namespace tandem {
namespace {

constexpr const char* kRefused = "refused";

}  // namespace

std::string to_json_line(const ResolvedRun& run) {
  return nlohmann::json({{"yaml", run.yaml},
                         {"name", run.name},
                         {"steps", run.steps},
                         {"micro_batches", run.micro_batches},
                         {"device", name_of(kDeviceKinds, run.device)},
                         {"num_gpus", run.num_gpus},
                         {"shares_gpus", run.shares_gpus},
                         {"start", run.start_step},
                         {"parent", run.parent},
                         {"patience_seconds", run.patience_seconds},
                         {"start_patience_seconds", run.start_patience_seconds},
                         {"live_options", run.live_options},
                         {"live_above_zero", run.live_above_zero},
                         {"depends_on_ranks", run.depends_on_ranks},
                         {"ranks_before", run.ranks_before},
                         {"numerics_change", run.numerics_change}})
      .dump();
}

ResolvedRun parse_resolved_run(const std::string& text) {
  try {
    const auto json = nlohmann::json::parse(text);
    return {.yaml = json.at("yaml"),
            .name = json.at("name"),
            .steps = json.at("steps"),
            .micro_batches = json.at("micro_batches"),
            .device = chosen(kDeviceKinds, json.at("device").get<std::string>()),
            .num_gpus = json.at("num_gpus"),
            .shares_gpus = json.at("shares_gpus"),
            .start_step = json.at("start"),
            .parent = json.at("parent"),
            .patience_seconds = json.at("patience_seconds"),
            .start_patience_seconds = json.at("start_patience_seconds"),
            .live_options = json.at("live_options"),
            .live_above_zero = json.at("live_above_zero"),
            .depends_on_ranks = json.at("depends_on_ranks"),
            .ranks_before = json.at("ranks_before"),
            .numerics_change = json.at("numerics_change")};
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::kInternal,
                {.what = std::string("an unusable answer of the worker: ") + error.what(),
                 .advice = "Are tandem and tandem-worker of one build?"});
  }
}

std::string refusal_line(ExitCode code) {
  return nlohmann::json({{kRefused, static_cast<int>(code)}}).dump();
}

std::optional<ExitCode> parse_refusal(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto found = json.find(kRefused);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  return ExitCode{found->get<int>()};
}

}  // namespace tandem
