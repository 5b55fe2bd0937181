// Names and their texts, looked up.
#pragma once

#include <string>

#include "framework/runs/run_manifest.h"

namespace tandem {

/// The text under a name; empty where there is no such name.
std::string text_under(const NamedTexts& texts, const std::string& name);

}  // namespace tandem
