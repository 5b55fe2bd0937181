// Stands in for a program that forking_main.cpp has loaded: asks for a child with the same
// directory, environment, arguments and streams, passes signals on to it, and ends as it ends. The
// socket is the file `socket` beside this program.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "tests/support/forked_call.h"

namespace {

volatile std::sig_atomic_t child = 0;  // signal handlers see nothing else

void pass_on(int signal) {
  if (child > 0) ::kill(child, signal);
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  const sockaddr_un address = tandem::address_of((self.parent_path() / "socket").c_str());
  const int server = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return EXIT_FAILURE;
  }
  tandem::ForkedCall call;
  call.words.push_back(std::filesystem::current_path());
  for (char** variable = environ; *variable != nullptr; ++variable) call.words.push_back(*variable);
  call.words.insert(call.words.end(), argv, argv + argc);
  if (!tandem::send_call(server, call)) return EXIT_FAILURE;
  pid_t started = 0;
  if (::recv(server, &started, sizeof started, 0) != sizeof started) return EXIT_FAILURE;
  child = started;
  for (const int signal : {SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP}) std::signal(signal, pass_on);
  int status = 0;
  ssize_t size = 0;
  while ((size = ::recv(server, &status, sizeof status, 0)) < 0 && errno == EINTR) {
  }
  if (size != sizeof status) return EXIT_FAILURE;  // the server has ended
  if (!WIFSIGNALED(status)) return WEXITSTATUS(status);
  std::signal(WTERMSIG(status), SIG_DFL);
  std::raise(WTERMSIG(status));
  return EXIT_FAILURE;
}
