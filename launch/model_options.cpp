#include "launch/model_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <cstdint>
#include <optional>

#include "launch/moved_files.h"

namespace tandem {
namespace {

[[noreturn]] void refuse_option(const CommandCall& call, const std::string& word) {
  throw UsageError(
      {.what = "a trained model has the options that it was trained by",
       .where = word,
       .expected = "the directory of a run, or data.path=FILE or data.sources.NAME.path=FILE for "
                   "data that lie elsewhere now",
       .advice = std::string("Leave it out; `")
                     .append(call.command.program)
                     .append(" ")
                     .append(call.command.name)
                     .append(" --help` shows what can be chosen.")});
}

}  // namespace

namespace po = boost::program_options;

po::options_description checkpoint_options() {
  po::options_description options = no_options();
  options.add_options()("step", po::value<int64_t>()->value_name("N"),
                        "checkpoint of the run; the newest by default")(
      "best", "the best checkpoint of the run, by checkpoint.best");
  return options;
}

po::options_description model_options() {
  po::options_description options = checkpoint_options();
  options.add_options()("raw", "the weights themselves, not their moving averages (average_decay)");
  return options;
}

void add_split_option(po::options_description& options) {
  options.add_options()("split", po::value<std::string>()->value_name("NAME"),
                        "test, valid or train. Default: evaluation.split of the run");
}

std::filesystem::path named_run(const CommandCall& call) {
  if (call.words.size() != 1) call.fail("one run is needed");
  check_one_checkpoint(call);
  return call.words.front();
}

NamedModels named_models(const CommandCall& call) {
  check_one_checkpoint(call);
  NamedModels named;
  std::error_code unnamable;  // a word that is too long for a path is none
  for (const std::string& word : call.words) {
    const std::optional<SetOption> set = option_set_by(word);
    if (set && names_data(set->option)) {
      named.data_places.push_back(word);
    } else if (set && !std::filesystem::exists(word, unnamable)) {
      // A run may be called learning_rate=0.1.
      refuse_option(call, word);
    } else {
      named.runs.push_back(word);
    }
  }
  return named;
}

std::filesystem::path named_model(const CommandCall& call) {
  const NamedModels named = named_models(call);
  if (named.runs.size() != 1) call.fail("one run is needed");
  return named.runs.front();
}

void check_one_checkpoint(const CommandCall& call) {
  if (!call.has("best") || !call.has("step")) return;
  throw UsageError(
      {.what = "--step and --best name different checkpoints", .expected = "one of them"});
}

}  // namespace tandem
