// Errors of tandem: one base, one class per kind, each with the exit code the program ends with.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace tandem {

/// Exit codes of `tandem` and `tandem-worker`.
enum class ExitCode : int {
  kDone = 0,
  kUsage = 64,
  kBadInput = 65,
  kInternal = 70,
  kInputOutput = 74,
  kStopped = 75,
  kRankLost = 76,
  kDiverged = 77,
};

/// The parts of a message: what is wrong, where, what was expected and got, and what to do about
/// it. Each is one line, whatever names it quotes; empty parts are left out.
struct Problem {
  std::string what;
  std::string where = {};
  std::string expected = {};
  std::string got = {};
  std::string advice = {};
  std::vector<std::string> items = {};  // what it consists of, a line each after `what`
};

/// "<where>: <what>; expected <expected>, got <got>. <advice>", without what a terminal would obey.
std::string to_string(const Problem& problem);

/// Base of all errors that tandem throws on purpose.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const Problem& problem)
      : std::runtime_error(to_string(problem)), code_(code), problem_(problem) {}
  ExitCode exit_code() const { return code_; }
  const Problem& problem() const { return problem_; }

 private:
  ExitCode code_;
  Problem problem_;
};

/// A command line that cannot be understood.
struct UsageError : Error {
  explicit UsageError(const Problem& problem) : Error(ExitCode::kUsage, problem) {}
};
/// A configuration that cannot be used.
struct ConfigError : Error {
  explicit ConfigError(const Problem& problem) : Error(ExitCode::kBadInput, problem) {}
};
/// A data set, or a file to make one from, that cannot be used.
struct DataError : Error {
  explicit DataError(const Problem& problem) : Error(ExitCode::kBadInput, problem) {}
};
/// A checkpoint that is broken or does not fit the run.
struct CheckpointError : Error {
  explicit CheckpointError(const Problem& problem) : Error(ExitCode::kBadInput, problem) {}
};
/// The file system refused: no space, no permission, a device error.
struct FileError : Error {
  explicit FileError(const Problem& problem) : Error(ExitCode::kInputOutput, problem) {}
};
/// MPI, NCCL or a peer failed.
struct CommunicationError : Error {
  explicit CommunicationError(const Problem& problem) : Error(ExitCode::kRankLost, problem) {}
};
/// The training produced a value that is not finite.
struct DivergedError : Error {
  explicit DivergedError(const Problem& problem) : Error(ExitCode::kDiverged, problem) {}
};

}  // namespace tandem
