#include "framework/distributed/followed_communicator.h"

#include <utility>

namespace tandem {
namespace {

/// Notes that an operation goes on, while it lives.
class NotedOperation {
 public:
  NotedOperation(RankPosition& position, Operation operation) : position_(position) {
    position_.operation.store(operation, std::memory_order_relaxed);
    position_.is_inside.store(1, std::memory_order_relaxed);
    position_.operations.fetch_add(1, std::memory_order_relaxed);
    // Last and released: who sees the beat sees the rest.
    position_.beats.fetch_add(1, std::memory_order_release);
  }
  ~NotedOperation() {
    position_.is_inside.store(0, std::memory_order_relaxed);
    position_.beats.fetch_add(1, std::memory_order_release);
  }
  NotedOperation(const NotedOperation&) = delete;
  NotedOperation& operator=(const NotedOperation&) = delete;

 private:
  RankPosition& position_;
};

class FollowedCommunicator final : public Communicator {
 public:
  FollowedCommunicator(std::unique_ptr<Communicator> inner, RankPosition& position)
      : inner_(std::move(inner)), position_(position) {}

  int64_t rank() const override { return inner_->rank(); }
  int64_t size() const override { return inner_->size(); }
  at::Device device() const override { return inner_->device(); }
  at::Tensor allocate(int64_t count) override {
    const NotedOperation noted(position_, Operation::kAllocate);
    return inner_->allocate(count);
  }
  void sum_ordered(at::Tensor& tensor) override {
    const NotedOperation noted(position_, Operation::kSumOrdered);
    inner_->sum_ordered(tensor);
  }
  void sum(at::Tensor& tensor) override {
    const NotedOperation noted(position_, Operation::kSum);
    inner_->sum(tensor);
  }
  void broadcast(at::Tensor& tensor, int64_t root) override {
    const NotedOperation noted(position_, Operation::kBroadcast);
    inner_->broadcast(tensor, root);
  }
  void barrier() override {
    const NotedOperation noted(position_, Operation::kBarrier);
    inner_->barrier();
  }

 private:
  std::unique_ptr<Communicator> inner_;
  RankPosition& position_;
};

}  // namespace

std::unique_ptr<Communicator> make_followed(std::unique_ptr<Communicator> inner,
                                            RankPosition& position) {
  return std::make_unique<FollowedCommunicator>(std::move(inner), position);
}

}  // namespace tandem
