#include "framework/data/device_copy.h"

#include <ATen/Tensor.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace tandem {

std::vector<Batch> BatchesInFlight::take() {
  if (arrived) {
    const c10::impl::VirtualGuardImpl implementation(arrived->device_type());
    const c10::Stream current = implementation.getStream(arrived->device());
    arrived->block(current);
    // Allocated on the copying stream: its memory must not be reused before this one is done.
    for (const Batch& batch : batches) {
      for (const auto& field : batch.fields()) field.second.record_stream(current);
    }
  }
  return std::move(batches);
}

DeviceCopy::DeviceCopy(const at::Device& device) : device_(device) {
  if (device.is_cpu()) return;
  const c10::impl::VirtualGuardImpl implementation(device.type());
  if (!device_.has_index()) device_ = implementation.getDevice();
  stream_ = implementation.getStreamFromGlobalPool(device_, false);
}

void DeviceCopy::make_current() const {
  if (stream_) c10::impl::VirtualGuardImpl(device_.type()).setDevice(device_);
}

at::TensorOptions DeviceCopy::host_options(at::ScalarType type) const {
  return at::TensorOptions().dtype(type).pinned_memory(stream_.has_value());
}

BatchesInFlight DeviceCopy::start(std::vector<Batch> batches) {
  BatchesInFlight result;
  if (!stream_) {
    result.batches = std::move(batches);
    return result;
  }
  const c10::StreamGuard guard(*stream_);
  for (const Batch& batch : batches) {
    std::vector<std::pair<std::string, at::Tensor>> fields;
    for (const auto& [name, tensor] : batch.fields()) {
      // The pinned tensor may go at once: LibTorch keeps its memory until the copy is done.
      fields.emplace_back(name, tensor.to(device_, /*non_blocking=*/true));
    }
    result.batches.emplace_back(std::move(fields));
  }
  result.arrived.emplace(device_.type());
  result.arrived->record(*stream_);
  return result;
}

}  // namespace tandem
