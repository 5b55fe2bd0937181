// A whole configuration: the options of the run, of its family and of each learner.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/config/config_node.h"
#include "framework/config/option_section.h"
#include "framework/data/storage/data_sources.h"
#include "framework/model/family.h"
#include "framework/training/phase_plan.h"
#include "framework/training/run_options.h"

namespace tandem {

class RunConfiguration {
 public:
  /// Reads a file and applies overrides. Throws ConfigError that lists everything wrong with it.
  static RunConfiguration load(const std::filesystem::path& path,
                               const std::vector<std::string>& overrides,
                               const std::vector<Family>& families);
  /// The same of a run's own file, in which there may be options that nothing reads: earlier
  /// versions wrote them all. An override of such an option is refused all the same, but for
  /// `?a.b=v`.
  static RunConfiguration of_run(const std::filesystem::path& run,
                                 const std::vector<std::string>& overrides,
                                 const std::vector<Family>& families);
  /// The same without checking any option but `model.family`: for help and schema.
  static RunConfiguration defaults(const std::filesystem::path& path,
                                   const std::vector<std::string>& overrides,
                                   const std::vector<Family>& families);

  const RunOptions& options() const { return parts_->options; }
  const Family& family() const { return parts_->family; }
  const LearnerOptions& learner(const std::string& objective) const;
  /// When each objective of the family is trained, in the order of the family's learners.
  PhasePlan phases() const;
  /// Where the data lies: the sources of the family in its order, or the only one without a name.
  std::vector<DataSourceLocation> data_locations() const;
  /// Whether an override of this very call sets the option.
  bool is_overridden(const std::string& option) const;
  /// Calls `check`; to a ConfigError of it whose `where` is the name of an option the place is
  /// added where that option is set.
  void check_with_places(const std::function<void()>& check) const;
  /// Every option of the configuration, bound to this object.
  const OptionSection& section() const { return parts_->section; }

 private:
  // On the heap, since the sections refer to it.
  struct Parts {
    RunOptions options;
    std::vector<DataSourceLocation> sources;  // empty where data.path says it all
    Family family;
    std::map<std::string, LearnerOptions> learners;
    std::string family_name;
    OptionSection section;
    ConfigNode root;
  };
  RunConfiguration(Family family, ConfigNode root);
  void parse_and_check(UnreadOptions unread);
  void check() const;

  std::unique_ptr<Parts> parts_;
};

}  // namespace tandem
