// `tandem doctor`: what is installed, and whether two ranks can reduce a tensor.
#pragma once

namespace tandem {

/// Prints one line per finding. Returns 0 when everything needed works, else an exit code.
int doctor_command();

}  // namespace tandem
