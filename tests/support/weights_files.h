// Weights that were trained elsewhere, where a machine has them. For tests of what takes them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace tandem {

/// The file of this name in feature-nets/ below TANDEM_TEST_DATA or ../shared/data; nothing, said
/// on the terminal, where there is none.
inline std::optional<std::string> weights_file(const std::string& name) {
  const char* folder = std::getenv("TANDEM_TEST_DATA");
  const std::filesystem::path given = folder != nullptr ? folder : "../shared/data";
  const auto beside = std::filesystem::path(__FILE__).parent_path() / "../../../shared/data";
  for (const std::filesystem::path& data : {given, beside}) {
    const std::filesystem::path path = data / "feature-nets" / name;
    if (std::filesystem::exists(path)) return path.string();
  }
  std::cout << "not run: what a trained network computes: no " << name << " below "
            << given.string() << '\n';
  return std::nullopt;
}

}  // namespace tandem
