// A configuration as names and texts, whatever options they are of.
#pragma once

#include "framework/config/config_node.h"
#include "framework/core/named_values.h"

namespace tandem {

/// Dotted names and values of everything that a resolved configuration gives, in its order and as
/// `flatten` of the options that it was dumped from has them: "a.b", "[1, 2]", "phases.0.name"; but
/// for lists without elements, which all are "[]".
NamedTexts flatten(const ConfigNode& root);

}  // namespace tandem
