// A sweep as its file has it: spaces in words, conditions by their texts.
#pragma once

#include <string>
#include <vector>

#include "framework/config/config_node.h"
#include "framework/config/option_section.h"
#include "framework/sweep/sweep_definition.h"

namespace tandem {

struct ConditionEntry {
  std::string parameter;
  std::string values = {};  // as parse_space reads choices
  Place place = {};
};

struct ParameterEntry {
  std::string name;
  std::string values = {};             // as parse_space reads them
  std::vector<std::string> keys = {};  // none: its name is the key
  std::vector<ConditionEntry> when = {};
  Place place = {};         // of the name
  Place values_place = {};  // of the values
};

struct FamilyEntry {
  std::string label;
  std::string config = {};
  double cost = 1;
  std::vector<std::string> overrides = {};
  std::vector<ParameterEntry> space = {};
  Place place = {};
};

struct SweepFile {
  SweepDefinition options;  // all but its families and its space
  std::string config = {};  // of a sweep without families
  std::vector<std::string> overrides = {};
  std::vector<ParameterEntry> space = {};
  std::vector<FamilyEntry> families = {};
};

/// The parameters and families that a tree of a sweep has, by name, for sweep_options to be bound
/// to. Brings the tree into the one form that these read: a parameter is a section with `values` in
/// words, and so is a condition.
SweepFile entries_of(ConfigNode& root);

/// A section `sweep` with the options of a file, which must outlive it and keeps its entries.
OptionSection sweep_options(SweepFile& file, const SweepKinds& kinds);

/// Everything that a file of a sweep may say, for a person at a terminal; with a name that option
/// or section, like "sweep.scheduler". Throws UsageError where there is none of it.
std::string sweep_help(const SweepKinds& kinds, const std::string& name);

/// The file of a sweep.
SweepFile file_of(const SweepDefinition& sweep);

}  // namespace tandem
