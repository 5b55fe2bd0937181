// Sweeps for tests, beside configurations that they name.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_kinds.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem::testing_support {

inline constexpr const char* kExample = R"yaml(sweep:
  name: mnist-families
  metric: valid/classifier_fid
  goal: minimize
  trials: 64  # total
  seeds: [1, 2, 3]
  space: {batch.size: [32, 64]}
  families:
    vae: {config: vae.yaml, space: {model.beta: "tag(log,interval(0.5,8))"}}
    wgan_gp:
      config: wgan_gp.yaml
      space:
        model.critic_updates: int(interval(1,5))
        rate:
          values: "tag(log,interval(1e-5,1e-3))"
          keys: [learners.critic.learning_rate, learners.generator.learning_rate]
  sampler: {kind: tpe, seed: 1}
  scheduler: {kind: halving, rungs: [1000, 4000, 16000], eta: 4}
  workers: 4
)yaml";

/// A sweep without families, of four lines.
inline constexpr const char* kHead = "sweep:\n  # one\n  metric: valid/x\n  config: vae.yaml\n";

/// A sweep of the families a, b and c; `space` is that of b.
inline std::string three_families(const std::string& space = "{}") {
  return "sweep:\n  metric: valid/x\n  families:\n    a: {config: vae.yaml}\n"
         "    b: {config: vae.yaml, cost: 3, overrides: [steps=5], space: " +
         space + "}\n    c: {config: wgan_gp.yaml}\n";
}

/// Parses a file sweep.yaml that lies beside vae.yaml and wgan_gp.yaml, always in one
/// directory.
inline SweepDefinition parsed(const std::string& yaml, const std::vector<std::string>& words = {}) {
  static const TemporaryDirectory directory;
  for (const char* name : {"vae.yaml", "wgan_gp.yaml", "sweep.yaml"}) {
    std::ofstream(directory / name) << "model: {}\n";
  }
  return parse_sweep(read_yaml(yaml, "sweep.yaml"), directory / "sweep.yaml", words, sweep_kinds());
}

/// What is said of such a file that cannot be used.
inline std::string sweep_error(const std::string& yaml,
                               const std::vector<std::string>& words = {}) {
  return message_of<ConfigError>([&] { parsed(yaml, words); });
}

/// A file that cannot be used, or words, and two parts of what is said of it.
struct WrongSweep {
  std::string yaml;
  std::string place;
  std::string advice;
  std::vector<std::string> words = {};
};

}  // namespace tandem::testing_support
