// The program `tandem`: light, without LibTorch.
#include <csignal>

#include "launch/program.h"

int main(int argc, char** argv) {
  // Where whoever started it ignores the ends of its children, nobody could wait for them here.
  std::signal(SIGCHLD, SIG_DFL);
  return tandem::run_program(
      {.name = "tandem",
       .sentence =
           "tandem trains generative models data-parallel over MPI ranks, with the same results\n"
           "whatever number of ranks ran them.",
       .commands = tandem::all_commands()},
      {argv, argv + argc});
}
