// ResNet-20, trained on CIFAR-10, as feature network.
#include "framework/metrics/cifar_features.h"

namespace tandem {

FeatureNetworkKind resnet20_features() { return cifar_features("resnet20", 3); }

}  // namespace tandem
