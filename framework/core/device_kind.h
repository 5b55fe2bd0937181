// What ranks compute on, by the names that options and messages have for it.
#pragma once

#include <optional>

#include "framework/core/choice.h"

namespace tandem {

enum class DeviceKind { kCpu, kCuda };

inline constexpr Choice<DeviceKind> kDeviceKinds[] = {{"cpu", DeviceKind::kCpu},
                                                      {"cuda", DeviceKind::kCuda}};

/// What a run may ask for; nothing: a GPU where there is one.
inline constexpr Choice<std::optional<DeviceKind>> kAskedDevices[] = {
    {"auto", std::nullopt},
    {kDeviceKinds[0].name, kDeviceKinds[0].value},
    {kDeviceKinds[1].name, kDeviceKinds[1].value}};

}  // namespace tandem
