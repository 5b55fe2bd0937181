#include "launch/slurm/batch_script.h"

#include "framework/core/error.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

/// A path as Slurm's patterns for the names of files take it.
std::string without_patterns(const std::string& path) {
  std::string text;
  for (const char letter : path) text += letter == '%' ? "%%" : std::string(1, letter);
  return text;
}

std::vector<std::string> array_of(const BatchScript& script) {
  if (!script.num_jobs) return {};
  return {"--array=0-" + std::to_string(*script.num_jobs - 1)};
}

/// The words behind a prefix. A line break in one of them would begin a line for the shell.
std::string line_of(const std::string& prefix, const std::vector<std::string>& words) {
  if (words.empty()) return "";
  for (const std::string& word : words) {
    if (printable_line(word) == word) continue;
    throw UsageError({.what = "a word that no line of a batch script can hold",
                      .where = "tandem submit",
                      .expected = "no line breaks and other control characters",
                      .got = "'" + printable_line(word) + "'"});
  }
  return prefix + shell_line(words) + "\n";
}

}  // namespace

std::string to_text(const BatchScript& script) {
  const std::string kDirective = "#SBATCH ";  // sbatch splits these lines as a shell does
  // %j is a number of its own for each task of an array, too.
  return "#!/bin/bash\n" +
         line_of(kDirective,
                 {"--job-name=" + script.name, "--chdir=" + script.working_directory.string()}) +
         line_of(kDirective,
                 {"--output=" + without_patterns(script.logs.string()) + "/slurm-%j.log",
                  "--open-mode=append"}) +
         line_of(kDirective,
                 {"--signal=B:USR1@" + std::to_string(script.signal_seconds), "--requeue"}) +
         line_of(kDirective, array_of(script)) + line_of(kDirective, script.allocation) +
         line_of(kDirective, script.more) +
         "# The signal before the end is for this process, which therefore becomes tandem.\n" +
         line_of("exec ", script.command);
}

}  // namespace tandem
