// The study of a sweep that goes on: its journal is read once, and then only what was added.
#pragma once

#include "framework/sweep/journal.h"
#include "framework/sweep/study.h"
#include "framework/sweep/sweep_paths.h"

namespace tandem {

class FollowedStudy {
 public:
  /// Reads the journal of a sweep. Throws ConfigError where there is none, DataError, FileError.
  explicit FollowedStudy(const SweepPaths& paths);

  /// Takes into account what was added since. Throws DataError, FileError.
  void read_on();

  const Study& study() const { return study_; }

 private:
  Journal journal_;
  Study study_;
};

}  // namespace tandem
