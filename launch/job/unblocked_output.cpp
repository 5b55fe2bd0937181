#include "launch/job/unblocked_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>

namespace tandem {
namespace {

/// Not to wait is a property of the open file, which other processes share: it is opened once more
/// where a write may wait at all. Holds nothing where that cannot be done.
Descriptor open_again(int descriptor) {
  struct stat file {};
  if (::fstat(descriptor, &file) != 0) return Descriptor();
  if (!S_ISFIFO(file.st_mode) && !S_ISCHR(file.st_mode)) return Descriptor();
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  return Descriptor(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

bool takes_more(int descriptor, std::chrono::milliseconds patience) {
  pollfd wanted{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&wanted, 1, static_cast<int>(patience.count())) == 1 &&
         (wanted.revents & POLLOUT) != 0;
}

}  // namespace

void outlive_readers() { std::signal(SIGPIPE, SIG_IGN); }

UnblockedOutput::Buffer::Buffer(int descriptor, std::chrono::milliseconds patience)
    : own_(open_again(descriptor)),
      descriptor_(own_.is_open() ? own_.get() : descriptor),
      patience_(patience) {}

UnblockedOutput::Buffer::int_type UnblockedOutput::Buffer::overflow(int_type character) {
  if (!traits_type::eq_int_type(character, traits_type::eof())) {
    text_ += traits_type::to_char_type(character);
  }
  return traits_type::not_eof(character);
}

std::streamsize UnblockedOutput::Buffer::xsputn(const char* text, std::streamsize size) {
  text_.append(text, static_cast<size_t>(size));
  return size;
}

int UnblockedOutput::Buffer::sync() {
  std::string_view left = text_;
  while (!left.empty()) {
    // What cannot be opened again, as a socket, may wait in a write: it is asked before.
    const bool may_write = own_.is_open() || takes_more(descriptor_, patience_);
    const ssize_t count = may_write ? ::write(descriptor_, left.data(), left.size()) : -1;
    if (count >= 0) {
      left.remove_prefix(static_cast<size_t>(count));
      continue;
    }
    const bool was_interrupted = may_write && errno == EINTR;
    const bool is_full = may_write && errno == EAGAIN;
    if (!was_interrupted && !(is_full && takes_more(descriptor_, patience_))) break;
  }
  text_.clear();
  return 0;
}

}  // namespace tandem
