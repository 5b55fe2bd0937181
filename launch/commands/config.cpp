// config: everything that a configuration says, in the form that is asked for.
#include "launch/worker_program.h"

namespace tandem {

Command config_command() {
  return {
      .program = "tandem",
      .name = "config",
      .usage = "CONFIG [key=value …] {show|schema|help [NAME]}",
      .sentence = "Show all options of a configuration, explain them, or print their JSON schema.",
      .place = 8,
      .options = no_options,
      .run = become_worker};
}

}  // namespace tandem
