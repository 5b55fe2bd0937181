// The values that a parameter of a sweep may take, and how they are spread.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// Doubles hold whole numbers exactly up to here.
inline constexpr double kLargestWhole = 9007199254740992.0;

/// One of the three kinds that Optuna's journal knows. A value is kept as a number: of a
/// categorical parameter it is the index of the choice.
struct Distribution {
  enum class Kind { kCategorical, kInteger, kReal };

  Kind kind = Kind::kReal;
  std::vector<std::string> choices = {};  // of a categorical one, as `train` reads them
  double low = 0;                         // both ends are included
  double high = 0;
  double step = 0;      // between values, from low on; 0: any real number; integers: at least 1
  bool is_log = false;  // low > 0, and no steps but those of integers

  bool operator==(const Distribution&) const = default;
};

Distribution categorical(std::vector<std::string> choices);
Distribution integers(double low, double high, double step = 1);
Distribution log_integers(double low, double high);
Distribution reals(double low, double high);
Distribution stepped_reals(double low, double high, double step);
Distribution log_reals(double low, double high);

/// Whether there is but one value.
bool is_single(const Distribution& distribution);

/// Whether it has this value.
bool contains(const Distribution& distribution, double value);

/// Whether 0 is among its values, however a choice writes it.
bool may_be_zero(const Distribution& distribution);

/// The number of values; 0 where they are not finitely many.
size_t num_values(const Distribution& distribution);

/// Value `index` of num_values.
double value_at(const Distribution& distribution, size_t index);

/// A value as `train` reads it: the choice, a whole number, or the shortest text that reads back as
/// the same number.
std::string value_text(const Distribution& distribution, double value);

/// Optuna's text of it, JSON.
std::string to_json_text(const Distribution& distribution);

/// Reads such a text. Throws DataError.
Distribution parse_distribution(const std::string& json_text);

}  // namespace tandem
