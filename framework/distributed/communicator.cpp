#include "framework/distributed/communicator.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace tandem {

std::vector<std::string> gather_strings(Communicator& communicator, const std::string& text) {
  // Every rank fills in one place, so that the sum holds all lengths.
  at::Tensor lengths = at::zeros({communicator.size()}, at::kLong);
  lengths.data_ptr<int64_t>()[communicator.rank()] = static_cast<int64_t>(text.size());
  lengths = lengths.to(communicator.device());
  communicator.sum(lengths);
  lengths = lengths.cpu();
  std::vector<std::string> texts;
  for (int64_t root = 0; root < communicator.size(); ++root) {
    const int64_t length = lengths.data_ptr<int64_t>()[root];
    at::Tensor bytes = at::empty({length}, at::kByte);
    if (root == communicator.rank()) {
      std::copy(text.begin(), text.end(), static_cast<char*>(bytes.data_ptr()));
    }
    bytes = bytes.to(communicator.device());
    communicator.broadcast(bytes, root);
    bytes = bytes.cpu();
    texts.emplace_back(static_cast<const char*>(bytes.data_ptr()), static_cast<size_t>(length));
  }
  return texts;
}

}  // namespace tandem
