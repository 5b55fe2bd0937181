// Numbers as people read them, the same on every machine and in every locale.
#pragma once

#include <optional>
#include <string>

namespace tandem {

/// How many digits a number has behind its point; nothing: it is written with an exponent.
struct Digits {
  std::optional<int> decimals = 0;
};

/// Digits that show two of the half width of an interval; without one, four of the number itself.
Digits digits_of(std::optional<double> value, std::optional<double> half_width);

/// The number with these digits: "12.30", "1.234e+09"; "nan", "inf".
std::string number_text(double value, Digits digits);

/// "12.30 ± 0.41", or the number alone where there is no interval.
std::string number_text(double value, std::optional<double> half_width);

/// The shortest decimal number that reads back as the same one: for programs.
std::string exact_text(double value);

/// A probability or a share: "0", "<0.01", "0.02", ">0.99", "1".
std::string share_text(double share);

/// A count or a duration, not negative: "950", "12.8 k", "3.20 M".
std::string count_text(double count);

}  // namespace tandem
