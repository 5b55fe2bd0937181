// `tandem-worker`: one rank of a training, and the commands that need LibTorch. Started by
// `tandem`, by mpirun or by srun.
#include <csignal>

#include "launch/program.h"
#include "launch/worker/failure_text.h"
#include "launch/worker/worker_command.h"

int main(int argc, char** argv) {
  // A file size limit is then an error of the write, which is reported, and not the end.
  std::signal(SIGXFSZ, SIG_IGN);
  return tandem::run_program(
      {.name = "tandem-worker",
       .sentence = "tandem-worker is one rank of a training, and does what needs LibTorch.",
       .commands = tandem::all_worker_commands(),
       .explain = tandem::explained_failure},
      {argv, argv + argc});
}
