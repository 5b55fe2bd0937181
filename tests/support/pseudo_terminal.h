// A terminal that nobody looks at: for tests of what is drawn on one.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>

#include "framework/core/descriptor.h"

namespace tandem::testing_support {

/// Of so many columns.
class PseudoTerminal {
 public:
  explicit PseudoTerminal(unsigned short columns) : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::grantpt(master_.get());
    ::unlockpt(master_.get());
    slave_.emplace(::open(::ptsname(master_.get()), O_RDWR | O_NOCTTY));
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(slave_->get(), TIOCSWINSZ, &size);
  }

  int slave() const { return slave_->get(); }
  /// Once another process has it: then the end of that one shows.
  void close_slave() { slave_.reset(); }

  /// What was written on it until there is this text, or until its end; at most a minute.
  std::string read_until(const std::string& text) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::string all;
    while (all.find(text) == std::string::npos && std::chrono::steady_clock::now() < limit) {
      pollfd waiting{.fd = master_.get(), .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 100) == 0) continue;
      std::array<char, 4096> bytes{};
      const ssize_t count = ::read(master_.get(), bytes.data(), bytes.size());
      if (count <= 0) break;
      all.append(bytes.data(), static_cast<size_t>(count));
    }
    return all;
  }

 private:
  Descriptor master_;
  std::optional<Descriptor> slave_;
};

}  // namespace tandem::testing_support
