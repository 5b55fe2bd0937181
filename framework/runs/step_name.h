// How a step is written in names of files and directories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

/// "step-00001000", more digits where needed.
std::string step_name(int64_t step);

/// The step of such a name, none for any other name.
std::optional<int64_t> step_of_name(std::string_view name);

/// The step that a name begins with: "step-00001000.png", "step-00001000-traversals.png".
std::optional<int64_t> leading_step(std::string_view name);

}  // namespace tandem
