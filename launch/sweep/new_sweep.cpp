#include "launch/sweep/new_sweep.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <utility>

#include "framework/config/yaml_reader.h"
#include "framework/core/files.h"
#include "framework/sweep/sweep_kinds.h"
#include "launch/sweep/pinned_configuration.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

/// Whether this is all that is left where the making of a sweep was interrupted.
bool is_left_of_making(const SweepPaths& paths, const std::string& name) {
  const std::string definition = paths.definition().filename();
  return name == paths.lock().filename() || name == paths.configs().filename() ||
         name == paths.logs().filename() || name.starts_with(definition + kReplacementMark);
}

}  // namespace

void add_new_sweep_options(po::options_description& options) {
  options.add_options()("directory", po::value<std::string>()->value_name("DIR"),
                        "where the sweep lies. Default: sweeps/NAME, NAME from the file");
}

PlannedSweep plan_sweep(const CommandCall& call) {
  if (call.words.empty()) call.fail("the file of the sweep is missing");
  const std::filesystem::path file = call.words.front();
  const Arguments words(call.words.begin() + 1, call.words.end());
  ParsedSweep parsed = try_parse_sweep(read_yaml_file(file), file, words, sweep_kinds());
  CheckedSweep sweep = checked_sweep(std::move(parsed), file, true);
  SweepPaths paths{call.find<std::string>("directory").value_or("sweeps/" + sweep.definition.name)};
  return {std::move(paths), std::move(sweep)};
}

void check_sweep_directory(const PlannedSweep& planned) {
  const std::filesystem::path& directory = planned.paths.root;
  if (status_of(directory).type() == std::filesystem::file_type::not_found) return;
  const auto is_left = [&](const std::string& name) {
    return is_left_of_making(planned.paths, name);
  };
  if (std::filesystem::is_directory(followed_status_of(directory)) &&
      std::ranges::all_of(names_in(directory), is_left)) {
    return;
  }
  throw ConfigError({.what = "there is something already",
                     .where = directory,
                     .expected = "no directory, or an empty one",
                     .advice = "`tandem sweep resume " + directory.string() +
                               "` goes on with a sweep; --directory DIR or sweep.name=… names "
                               "another place."});
}

void make_sweep_root(const PlannedSweep& planned) { make_directories(planned.paths.root); }

CheckedSweep make_sweep(const PlannedSweep& planned) {
  check_sweep_directory(planned);  // another one may have begun, and ended, in between
  make_directories(planned.paths.logs());
  make_directories(planned.paths.configs());
  CheckedSweep made = planned.sweep;
  for (SweepFamily& family : made.definition.families) {
    const std::filesystem::path copy =
        std::filesystem::absolute(planned.paths.config(family.label)).lexically_normal();
    replace_file(copy, pinned(read_file(family.config)));
    family.config = copy;
  }
  // Last: with it the directory is that of a sweep.
  replace_file(planned.paths.definition(), to_yaml(made.definition, planned.paths.root));
  return made;
}

}  // namespace tandem
