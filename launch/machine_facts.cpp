#include "launch/machine_facts.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "framework/core/error.h"
#include "framework/core/json.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

using Json = nlohmann::json;

Json json_of(const MachineFacts& facts) {
  return {{"version", facts.version},
          {"program", facts.program},
          {"libraries", facts.libraries},
          {"cpu", facts.cpu},
          {"instruction_sets", facts.instruction_sets},
          {"arithmetic", facts.arithmetic},
          {"cores", facts.cores},
          {"gpus", facts.gpus},
          {"gpu_libraries", facts.gpu_libraries},
          {"directory_problem", facts.directory.problem},
          {"free_bytes", facts.directory.free_bytes},
          {"token", facts.directory.token},
          {"received", facts.received},
          {"answered", facts.answered}};
}

/// Fit for a terminal: the answer may be of anybody's making.
std::string line_at(const Json& json, const char* key) {
  return printable_line(json.at(key).get_ref<const std::string&>());
}

/// JSON has no numbers that are not finite.
double number_at(const Json& json, const char* key) {
  const Json& value = json.at(key);
  if (!value.is_number()) throw Json::type_error::create(302, "type must be a number", &value);
  return value.get<double>();
}

MachineFacts facts_of(const Json& json) {
  MachineFacts facts{.version = line_at(json, "version"),
                     .program = line_at(json, "program"),
                     .libraries = line_at(json, "libraries"),
                     .cpu = line_at(json, "cpu"),
                     .instruction_sets = line_at(json, "instruction_sets"),
                     .arithmetic = line_at(json, "arithmetic"),
                     .cores = whole_number(json.at("cores")),
                     .gpu_libraries = line_at(json, "gpu_libraries"),
                     .directory = {.problem = line_at(json, "directory_problem"),
                                   .free_bytes = whole_number(json.at("free_bytes")),
                                   .token = line_at(json, "token")},
                     .received = number_at(json, "received"),
                     .answered = number_at(json, "answered")};
  for (const auto& name : json.at("gpus").get<std::vector<std::string>>()) {
    facts.gpus.push_back(printable_line(name));
  }
  // All known keys are there: if it has as many, it has no others.
  if (json.size() == json_of(facts).size()) return facts;
  throw Json::other_error::create(501, "a key is not known", &json);
}

/// What stands behind the first of the lines that begin with `key`.
std::string first_value(const std::vector<std::string>& lines, std::string_view key) {
  for (const std::string& line : lines) {
    if (!line.starts_with(key)) continue;
    const size_t begin = line.find_first_not_of(" \t:", key.size());
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

}  // namespace

CpuInfo parse_cpu_info(const std::string& text) {
  // The second line names those of ARM.
  constexpr auto kChoosing = std::to_array<std::string_view>(
      {"sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_vnni",
       "avx512_bf16", "amx_tile", "asimd", "sve", "sve2", "bf16"});
  const std::vector<std::string> lines = split(text, '\n');
  // On x86 they are called flags, on ARM Features; the one that is not there adds nothing.
  const std::vector<std::string> flags =
      split(first_value(lines, "flags") + " " + first_value(lines, "Features"), ' ');
  CpuInfo info{.model = first_value(lines, "model name"), .instruction_sets = {}};
  for (const std::string_view name : kChoosing) {
    if (std::ranges::find(flags, name) != flags.end()) info.instruction_sets.emplace_back(name);
  }
  return info;
}

std::string to_json_line(const MachineFacts& facts) {
  // Names that the system gives need not be UTF-8, for which dump would throw.
  return json_of(facts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

MachineFacts parse_machine_facts(const std::string& line) {
  try {
    return facts_of(parse_json_object(line, "what the machine says"));
  } catch (const Json::exception& error) {
    throw Error(ExitCode::kInternal, {.what = error.what(), .where = "what the machine says"});
  }
}

}  // namespace tandem
