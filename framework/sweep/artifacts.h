// What Optuna's dashboard shows of a sweep beside its trials: files, a note, the name of what is
// measured.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tandem {

/// Copies a file, a grid of samples for one, to `sweep`/artifacts/<id>, and returns the record that
/// gives it to a trial under a name; that of a finished one is passed over by whoever reads. The
/// id, a UUID, follows from trial, name and content. Throws FileError.
nlohmann::ordered_json store_artifact(const std::filesystem::path& sweep, int64_t trial_id,
                                      const std::filesystem::path& file, const std::string& name);

/// The records by which the dashboard names the values of trials, and shows a note in Markdown.
std::vector<nlohmann::ordered_json> dashboard_records(const std::string& metric,
                                                      const std::string& note);

}  // namespace tandem
