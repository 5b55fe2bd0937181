// The known name that a misspelt one probably meant.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// The candidate that others call `name`, as cuda is called gpu; else the one with the smallest
/// Levenshtein distance to `name`, if it is at most a third of its length (and at least 2); else
/// empty.
std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates);

/// "Did you mean 'x'?", or nothing when no candidate is near: beside a list of them.
std::string suggest_nearest(const std::string& name, const std::vector<std::string>& candidates);

/// What follows "there is no such thing" where a list of all candidates comes next:
/// ". Did you mean 'x'? There are these", or ", but these" when no candidate is near.
std::string before_list(const std::string& name, const std::vector<std::string>& candidates);

/// "Did you mean 'x'?", or "Known are: a, b, c." when no candidate is near.
std::string suggest_name(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace tandem
