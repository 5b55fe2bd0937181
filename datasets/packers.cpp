#include "datasets/packers.h"

namespace tandem {

std::vector<Packer> packers() { return {mnist_packer(), sprites_packer(), images_packer()}; }

}  // namespace tandem
