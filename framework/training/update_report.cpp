#include "framework/training/update_report.h"

#include <ATen/ATen.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace tandem {

void UpdateReportQueue::push(int64_t step, size_t learner, int64_t update, const at::Tensor& tail,
                             const at::Tensor& not_finite) {
  Entry entry{.report = {.step = step, .learner = learner, .update = update, .terms = {}},
              .values = {},
              .copied = std::nullopt};
  const at::Tensor values = at::cat({tail, not_finite});
  if (values.device().is_cpu()) {
    entry.values = values;
  } else {
    entry.values =
        at::empty(values.sizes(), at::TensorOptions().dtype(at::kFloat).pinned_memory(true));
    entry.values.copy_(values, /*non_blocking=*/true);
    const c10::impl::VirtualGuardImpl guard(values.device().type());
    entry.copied.emplace(values.device().type());
    entry.copied->record(guard.getStream(values.device()));
  }
  entries_.push_back(std::move(entry));
}

std::vector<UpdateReport> UpdateReportQueue::pop_through(int64_t step) {
  std::vector<UpdateReport> reports;
  while (!entries_.empty() && entries_.front().report.step <= step) {
    Entry& entry = entries_.front();
    if (entry.copied) entry.copied->synchronize();
    const float* values = entry.values.const_data_ptr<float>();
    const int64_t count = entry.values.numel();
    entry.report.terms.assign(values, values + count - 2);
    entry.report.stop_requested = values[count - 2] > 0;
    entry.report.finite = values[count - 1] == 0;
    reports.push_back(std::move(entry.report));
    entries_.pop_front();
  }
  return reports;
}

}  // namespace tandem
