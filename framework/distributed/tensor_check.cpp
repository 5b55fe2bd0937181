#include "framework/distributed/tensor_check.h"

#include <algorithm>
#include <string>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

void check_tensor(const at::Tensor& tensor, at::Device device,
                  std::initializer_list<at::ScalarType> types, const char* call) {
  const auto fail = [&](const std::string& expected, const std::string& got) {
    throw Error(ExitCode::kInternal, {.what = "a tensor cannot be communicated",
                                      .where = std::string("Communicator::") + call,
                                      .expected = expected,
                                      .got = got,
                                      .advice = "This is a fault of tandem: please report it."});
  };
  if (!tensor.defined()) fail("a tensor", "an undefined one");
  if (tensor.device() != device) fail(device.str(), tensor.device().str());
  if (!tensor.is_contiguous()) fail("contiguous elements", "strides");
  if (types.size() == 0 ||
      std::find(types.begin(), types.end(), tensor.scalar_type()) != types.end()) {
    return;
  }
  fail(joined(
           types, [](at::ScalarType type) { return at::toString(type); }, " or "),
       at::toString(tensor.scalar_type()));
}

}  // namespace tandem
