// What several panels are made of: tables, figures with their numbers, names of runs and groups.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "framework/report/comparison.h"
#include "framework/report/html.h"
#include "framework/report/text_table.h"

namespace tandem {

/// More rows of a table nobody reads on a page.
inline constexpr size_t kMostTableRows = 200;

/// A table whose rows are named by their first cell. At most `most_rows` rows are shown; the
/// caption says how many there are.
Html table_of(const std::string& caption, const TextTable& table,
              size_t most_rows = kMostTableRows);

/// The numbers of a figure, behind a click, and in print; as table_of has them.
Html numbers_of(const std::string& caption, const TextTable& table,
                size_t most_rows = kMostTableRows);

/// A drawing with its title, a sentence and what follows it.
Html figure(const std::string& title, const std::string& sentence, const Html& drawing,
            const Html& below = {});

/// Figures side by side as far as there is room.
Html figures(const Html& all);

/// What a run is called here: its directory's name; all of its path where two runs have the same.
std::string run_name(const Comparison& comparison, size_t run);

/// Labels of all groups, in their order, which is that of their colours.
std::vector<std::string> group_labels(const Comparison& comparison);

/// The commands that make again what a page shows, a line each; nothing where there are none.
Html made_again(const std::vector<std::string>& commands, const std::string& note = "");

/// Which look is that of which group.
Html legend_of(const Comparison& comparison);

}  // namespace tandem
