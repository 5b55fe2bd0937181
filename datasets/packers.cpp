#include "datasets/packers.h"

namespace tandem {

std::vector<Packer> packers() {
  return {mnist_packer(), cifar10_packer(), sprites_packer(), images_packer()};
}

}  // namespace tandem
