// ResNet-56, trained on CIFAR-10, as feature network.
#include "framework/metrics/cifar_features.h"

namespace tandem {

FeatureNetworkKind resnet56_features() { return cifar_features("resnet56", 9); }

}  // namespace tandem
