#include "launch/launcher_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <cstdlib>

#include "framework/core/choice.h"
#include "framework/core/text.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

po::typed_value<std::string>* text_called(const char* name) {
  // The second text, which is empty too, keeps the default out of the help.
  return po::value<std::string>()->value_name(name)->default_value("", "");
}

using Lists = std::vector<std::string>;

/// The names in every --pass-env of a call. Throws UsageError for one that is not set.
std::vector<std::string> passed_variables(const CommandCall& call) {
  std::vector<std::string> names;
  for (const std::string& list : call.find<Lists>("pass-env").value_or(Lists{})) {
    for (const std::string& name : split(list, ',')) {
      if (!name.empty() && std::getenv(name.c_str()) != nullptr) {
        names.push_back(name);
        continue;
      }
      throw UsageError({.what = "a variable that the environment does not have",
                        .where = "--pass-env",
                        .expected = "names of variables, like NCCL_DEBUG,OMP_PROC_BIND",
                        .got = "'" + name + "'"});
    }
  }
  return names;
}

std::string launcher_help() {
  std::string text = "what starts the ranks: ";
  text += joined(all_launchers(),
                 [](const LauncherKind& kind) { return kind.name + " (" + kind.sentence + ")"; });
  text += ". Default: the first that can of ";
  return text + joined(names_of(default_launchers()));
}

}  // namespace

void add_launcher_words(po::options_description& options) {
  options.add_options()(
      "launcher-args", text_called("WORDS"),
      "more arguments for the launcher, as a shell would split them: \"--mem-per-cpu 2G\"")(
      "pass-env", po::value<Lists>()->value_name("NAME,…")->composing(),
      "variables of the environment that ranks on other machines get, too");
}

void add_launcher_options(po::options_description& options) {
  options.add_options()("hosts", text_called("a:4,b:4"),
                        "machines with their numbers of ranks; they share this directory")(
      "launcher", text_called("NAME"), launcher_help().c_str());
  add_launcher_words(options);
}

LauncherRequest launcher_request(const CommandCall& call) {
  return {.launcher = call.get<std::string>("launcher"),
          .hosts = call.get<std::string>("hosts"),
          .arguments = shell_split(call, "launcher-args"),
          .variables = passed_variables(call)};
}

Arguments launcher_words(const CommandCall& call) {
  // Only to refuse wrong ones here, once, and not in the call of every trial.
  shell_split(call, "launcher-args");
  passed_variables(call);
  po::options_description options;
  add_launcher_words(options);
  return words_of(call, options);
}

}  // namespace tandem
