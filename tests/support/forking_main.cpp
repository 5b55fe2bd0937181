// A program that loads its libraries once and then answers many calls, each in a child of its own.
// Preloaded where TANDEM_TEST_SOCKET names a socket to be made; forked_program.cpp calls there.
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/support/forked_call.h"
#include "tests/support/interposed.h"

namespace {

using Main = int (*)(int, char**, char**);

Main program = nullptr;  // what is loaded; set once, before it starts

/// In the child that the call is answered by.
int answer(const tandem::ForkedCall& call) {
  for (int stream = 0; stream < tandem::kNumStreams; ++stream) ::dup2(call.streams[stream], stream);
  for (const int stream : call.streams) ::close(stream);
  if (::chdir(call.words.front().c_str()) != 0) return EXIT_FAILURE;
  ::clearenv();
  size_t first = 1;
  for (; call.words[first].find('=') != std::string::npos; ++first) {
    ::putenv(const_cast<char*>(call.words[first].c_str()));
  }
  std::vector<char*> arguments;
  for (size_t i = first; i < call.words.size(); ++i) {
    arguments.push_back(const_cast<char*>(call.words[i].c_str()));
  }
  arguments.push_back(nullptr);
  return program(static_cast<int>(arguments.size()) - 1, arguments.data(), environ);
}

/// In a process between the server and the child, which waits for it.
void take_call(int caller) {
  std::signal(SIGCHLD, SIG_DFL);
  const tandem::ForkedCall call = tandem::receive_call(caller);
  if (call.words.empty()) return;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(caller);
    std::exit(answer(call));
  }
  for (const int stream : call.streams) ::close(stream);
  ::send(caller, &child, sizeof child, MSG_NOSIGNAL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::send(caller, &status, sizeof status, MSG_NOSIGNAL);
}

int serve(int, char**, char**) {
  std::signal(SIGCHLD, SIG_IGN);
  const sockaddr_un address = tandem::address_of(std::getenv("TANDEM_TEST_SOCKET"));
  const int server = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  constexpr int kMostWaiting = 16;
  if (::bind(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(server, kMostWaiting) != 0) {
    return EXIT_FAILURE;
  }
  for (int caller = 0; (caller = ::accept(server, nullptr, nullptr)) >= 0; ::close(caller)) {
    if (::fork() != 0) continue;
    ::close(server);
    take_call(caller);
    ::_exit(0);
  }
  return EXIT_FAILURE;
}

}  // namespace

extern "C" int __libc_start_main(Main main, int argc, char** argv, void (*init)(), void (*fini)(),
                                 void (*rtld_fini)(), void* stack_end) {
  const auto start =
      tandem::next<int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*)>(
          "__libc_start_main");
  program = main;
  const bool serves = std::getenv("TANDEM_TEST_SOCKET") != nullptr;
  return start(serves ? serve : main, argc, argv, init, fini, rtld_fini, stack_end);
}
