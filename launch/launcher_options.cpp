#include "launch/launcher_options.h"

#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <cstdlib>

#include "framework/core/text.h"
#include "launch/option_words.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

po::typed_value<std::string>* text_called(const char* name) {
  return po::value<std::string>()->value_name(name)->default_value("", "");
}

std::vector<std::string> names_of_variables(const std::string& text) {
  if (text.empty()) return {};
  const std::vector<std::string> names = split(text, ',');
  for (const std::string& name : names) {
    if (!name.empty() && std::getenv(name.c_str()) != nullptr) continue;
    throw UsageError({.what = "a variable that the environment does not have",
                      .where = "--pass-env",
                      .expected = "names of variables, like NCCL_DEBUG,OMP_PROC_BIND",
                      .got = "'" + name + "'"});
  }
  return names;
}

}  // namespace

void add_launcher_words(po::options_description& options) {
  options.add_options()(
      "launcher-args", text_called("WORDS"),
      "more arguments for mpirun or srun, as a shell would split them: \"--mem-per-cpu 2G\"")(
      "pass-env", text_called("NAME,…"),
      "variables of the environment that ranks on other machines get, too; srun passes all");
}

void add_launcher_options(po::options_description& options) {
  options.add_options()("hosts", text_called("a:4,b:4"),
                        "machines with their numbers of ranks; they share this directory")(
      "launcher", text_called("NAME"),
      "what starts the ranks: local (one rank), mpirun or srun. Default: srun in an allocation of "
      "Slurm; else mpirun, which one rank of this machine does not need");
  add_launcher_words(options);
}

LauncherRequest launcher_request(const CommandCall& call) {
  return {.launcher = call.get<std::string>("launcher"),
          .hosts = call.get<std::string>("hosts"),
          .arguments = po::split_unix(call.get<std::string>("launcher-args")),
          .variables = names_of_variables(call.get<std::string>("pass-env"))};
}

Arguments launcher_words(const CommandCall& call) {
  names_of_variables(call.get<std::string>("pass-env"));
  po::options_description options;
  add_launcher_words(options);
  return words_of(call, options);
}

}  // namespace tandem
