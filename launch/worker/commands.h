// The commands of `tandem-worker`; each returns the exit code of the process.
#pragma once

#include <string>
#include <vector>

#include "framework/distributed/mpi_session.h"

namespace tandem {

using Arguments = std::vector<std::string>;

/// config CONFIG [key=value …] {show|schema|help [NAME]|resolve}: to standard output.
int config_command(const Arguments& arguments);

/// resume RUN [key=value …] [--step N | --best]: checks what a resumed run may change and which
/// checkpoint it can go on from, and prints what `config … resolve` prints and that step. Says on
/// standard error what is passed over. Changes nothing.
int resume_command(const Arguments& arguments);

/// branch RUN@STEP [key=value …]: the same for a new run from the state of another.
int branch_command(const Arguments& arguments);

/// evaluate RUN [--step N | --best] [--raw] [--split NAME] [--classifier RUN] [--samples N]
/// [--likelihood-samples N]: everything that can be measured of the model on a split, as JSON.
int evaluate_command(const Arguments& arguments);

/// sample RUN [--step N | --best] [--raw] [--output PATH]: [--count N] [--seed N] [--condition
/// NAME=VALUE …] a grid of generated images, or these one by one; --grid KIND: one of what the
/// family can show; --input FOLDER [--direction NAME]: a folder of images translated.
int sample_command(const Arguments& arguments);

/// encode RUN [--step N | --best] [--raw] [--split NAME] --output FILE.h5: the codes of a split
/// with its labels and factors.
int encode_command(const Arguments& arguments);

/// inspect RUN [--step N | --best] | CHECKPOINT: what is in it.
int inspect_command(const Arguments& arguments);

/// doctor [--reduce]: what LibTorch finds; with --reduce, a sum over all ranks.
int doctor_command(const Arguments& arguments, const MpiSession& session);

}  // namespace tandem
