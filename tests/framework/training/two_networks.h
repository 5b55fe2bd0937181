// A small model to train.
#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <string>
#include <vector>

#include "framework/model/generative_model.h"

namespace tandem {

/// A model of two networks, the first with batch norm.
struct TwoNetworks {
  torch::nn::Sequential first{torch::nn::Linear(3, 5), torch::nn::BatchNorm1d(5)};
  torch::nn::Sequential second{torch::nn::Linear(5, 1)};
  std::vector<Network> networks{{"first", first.ptr()}, {"second", second.ptr()}};

  Objective objective(const std::string& trained) {
    return {.name = "fit",
            .trains = {trained},
            .terms = {"mean"},
            .loss = [this](const Batch&, const Context& context) {
              const at::Tensor input = at::randn({context.micro_batch_size, 3});
              const at::Tensor output = second->forward(first->forward(input));
              return Losses{{output.mean().detach()}, output.square().mean()};
            }};
  }
};

}  // namespace tandem
