#include "framework/training/contribution.h"

#include <ATen/ATen.h>

#include "framework/core/alignment.h"

namespace tandem {

Contribution::Contribution(const std::vector<const FlatNetwork*>& trained, FlatParameters& flat,
                           int64_t num_terms, int64_t num_local_lanes, Communicator& communicator)
    : communicator_(communicator), flat_buffers_(flat.buffers()) {
  const auto options = flat.weights().options();
  int64_t num_gradients = 0;
  std::vector<FlatRange> ranges;
  for (const FlatNetwork* network : trained) {
    for (const at::Tensor& parameter : network->parameters) {
      // Gradients lie as the weights of their network do, gaps included: optimisers take both as
      // flat slices.
      const int64_t count = parameter.numel();
      const int64_t gap = aligned_count(count) - count;
      counts_.push_back(count);
      zeros_.emplace_back();
      paddings_.push_back(gap > 0 ? at::zeros({gap}, options) : at::Tensor());
    }
    ranges.push_back({num_gradients, num_gradients + network->range.count()});
    num_gradients += network->range.count();
  }
  const int64_t num_buffers = flat_buffers_.numel();
  // Terms, total, stop flag.
  const int64_t num_tail = num_terms + 2;
  const int64_t total = num_gradients + num_buffers + num_tail;
  levels_.push_back(communicator.allocate(total));
  // At most log2(num_local_lanes) + 1 partial sums wait at a time, as digits of a binary counter.
  // The lowest one ends as the sum of all, and is what ranks exchange.
  for (int64_t summed = num_local_lanes; summed > 1; summed /= 2) {
    levels_.push_back(at::zeros({total}, options));
  }
  for (const FlatRange& range : ranges) {
    gradients_.push_back(levels_[0].narrow(0, range.begin, range.count()));
  }
  all_gradients_ = levels_[0].narrow(0, 0, num_gradients);
  buffers_ = levels_[0].narrow(0, num_gradients, num_buffers);
  tail_ = levels_[0].narrow(0, num_gradients + num_buffers, num_tail);
}

void Contribution::add(const MicroBatchGradient::Result& micro_batch, const at::Tensor& stop_flag) {
  // Nothing below is differentiated: autograd need not look at it.
  const at::AutoDispatchBelowAutograd no_gradients;
  const auto& [losses, gradients] = micro_batch;
  std::vector<at::Tensor> pieces;
  pieces.reserve(2 * gradients.size() + losses.terms.size() + 3);
  for (size_t i = 0; i < gradients.size(); ++i) {
    if (gradients[i].defined()) {
      pieces.push_back(gradients[i].reshape({-1}));
    } else {
      // Every contribution has the same layout, whatever its loss depends on.
      if (!zeros_[i].defined()) zeros_[i] = at::zeros({counts_[i]}, flat_buffers_.options());
      pieces.push_back(zeros_[i]);
    }
    if (paddings_[i].defined()) pieces.push_back(paddings_[i]);
  }
  if (flat_buffers_.numel() > 0) pieces.push_back(flat_buffers_);
  for (const at::Tensor& term : losses.terms) pieces.push_back(term.reshape({1}));
  pieces.push_back(losses.total.detach().reshape({1}));
  // The wish to stop travels with the sum: all ranks see it in the same update, without a
  // collective operation of its own.
  pieces.push_back(stop_flag);

  at::cat_out(levels_[sizes_.size()], pieces);
  sizes_.push_back(1);
  // Two neighbouring sums of equal size become one: the tree of a binary counter.
  while (sizes_.size() > 1 && sizes_.back() == sizes_[sizes_.size() - 2]) {
    levels_[sizes_.size() - 2].add_(levels_[sizes_.size() - 1]);
    sizes_.pop_back();
    sizes_.back() *= 2;
  }
}

void Contribution::reduce() {
  // The number of micro-batches is a power of two, so that all are in the first partial sum by now.
  sizes_.clear();
  communicator_.sum_ordered(levels_.front());
}

}  // namespace tandem
