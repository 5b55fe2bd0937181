// The program `tandem`: light, without LibTorch.
#include "launch/program.h"

int main(int argc, char** argv) {
  return tandem::run_program(
      {.name = "tandem",
       .sentence =
           "tandem trains generative models data-parallel over MPI ranks, with the same results\n"
           "whatever number of ranks ran them.",
       .commands = tandem::all_commands()},
      {argv, argv + argc});
}
