// Two ranks in one process, without threads: they take turns.
#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "framework/distributed/communicator.h"

namespace tandem {

/// One rank of two that take turns: its sums take in what the other one contributed in its last
/// turn, call by call.
class OneOfTwo : public Communicator {
 public:
  explicit OneOfTwo(int64_t rank, const std::vector<at::Tensor>& of_other = {})
      : rank_(rank), of_other_(of_other) {}
  int64_t rank() const override { return rank_; }
  int64_t size() const override { return 2; }
  at::Tensor allocate(int64_t count) override { return at::zeros({count}); }
  void sum_ordered(at::Tensor&) override {}
  void sum(at::Tensor& values) override {
    contributed.push_back(values.clone());
    const size_t call = contributed.size() - 1;
    if (call < of_other_.size()) values += of_other_[call];
  }
  void broadcast(at::Tensor&, int64_t) override {}
  void barrier() override {}

  std::vector<at::Tensor> contributed;

 private:
  int64_t rank_;
  std::vector<at::Tensor> of_other_;
};

/// What `compute` gives on the last rank of two, after as many turns as complete `num_sums` sums.
template <class Compute>
auto on_two_ranks(int64_t num_sums, const Compute& compute) {
  std::vector<at::Tensor> contributed[2];
  for (int64_t turn = 0;; ++turn) {
    const int64_t rank = turn % 2;
    OneOfTwo communicator(rank, contributed[1 - rank]);
    auto result = compute(communicator);
    contributed[rank] = communicator.contributed;
    if (turn > 2 * num_sums) return result;
  }
}

}  // namespace tandem
