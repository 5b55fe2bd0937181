// A training that does not go on, for observers to watch.
#pragma once

#include <ATen/ATen.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "framework/training/observer_kind.h"
#include "tests/framework/training/two_networks.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {

/// Draws grey images, and has weights that nobody asks for.
class GreyImages : public GenerativeModel, public Generates {
 public:
  std::vector<Network> networks() const override { return networks_.networks; }
  std::vector<Objective> objectives() override { return {}; }
  at::Tensor draw_latents(int64_t count) override { return at::rand({count, 1}); }
  at::Tensor generate(const at::Tensor& latents) override {
    return at::zeros({latents.size(0), 1, 4, 4});
  }

 private:
  TwoNetworks networks_;
};

struct WatchedTraining {
  WatchedTraining() { options.samples.count = 4; }

  ObservedTraining as_rank(int64_t rank, int64_t start_step = 0) {
    return {.run = directory.path(),
            .options = options,
            .state = state,
            .data = data,
            .rank = rank,
            .start_step = start_step,
            .events = rank == 0 ? &events : nullptr};
  }
  at::Tensor& weights() { return state.parameters().weights(); }

  TemporaryDirectory directory;
  std::filesystem::path shades = [this] {
    write_shades(directory / "shades.h5", 20);
    return directory / "shades.h5";
  }();
  RunOptions options;
  DataSources data{{{"", shades}}};
  Family family{.name = "grey",
                .sentence = "A family.",
                .learners = [] { return std::vector<LearnerDefaults>{}; },
                .build = [](const DataDescription&) { return std::make_unique<GreyImages>(); }};
  ModelState state{family, data.description(), 1, at::kCPU};
  EventWriter events{directory.path()};
};

}  // namespace tandem
