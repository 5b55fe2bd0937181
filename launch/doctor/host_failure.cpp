#include "launch/doctor/host_failure.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "framework/core/small_letters.h"
#include "launch/doctor/heard_process.h"

namespace tandem {
namespace {

struct Explanation {
  std::string_view sign;  // in what was said, in small letters
  std::string_view what;
  std::string_view advice;
};

constexpr std::string_view kKeyAdvice =
    "It must let you in without asking: give it a key of yours (ssh-copy-id HOST), and where that "
    "has a passphrase, give it to ssh-agent.";
constexpr std::string_view kNameAdvice =
    "Is it written as the others know it? `getent hosts HOST` shows what the name means here.";
constexpr std::string_view kReachAdvice =
    "Is it switched on, does sshd run there, and does no firewall stand between?";
constexpr std::string_view kBuildAdvice =
    "Install the same build at the same path there; a file system that all hosts share does so.";

/// Earlier ones come first.
constexpr auto kExplanations = std::to_array<Explanation>({
    {"host key verification failed", "its key is not known here",
     "Connect to it once by hand, and accept its key."},
    {"permission denied (", "it takes no key of yours", kKeyAdvice},
    {"permission denied, please", "it takes no key of yours", kKeyAdvice},
    {"passphrase", "a passphrase is asked for", kKeyAdvice},
    {"password", "it asks for a password", kKeyAdvice},
    {"could not resolve", "nobody knows this name", kNameAdvice},
    {"name or service not known", "nobody knows this name", kNameAdvice},
    {"unknown host", "nobody knows this name", kNameAdvice},
    {"connection refused", "it refuses the connection", kReachAdvice},
    {"no route to host", "there is no way to it", kReachAdvice},
    {"network is unreachable", "there is no way to it", kReachAdvice},
    {"timed out", "it cannot be reached", kReachAdvice},
    {"error while loading shared libraries", "tandem-worker cannot start there",
     "LibTorch, Open MPI and HDF5 must lie there where they lie here."},
    {"unknown command", "tandem-worker is of another build there", kBuildAdvice},
});

HostFailure from(const Explanation& explanation) {
  return {.what = std::string(explanation.what), .advice = std::string(explanation.advice)};
}

HostFailure explain(const std::string& output, const std::optional<ProcessEnd>& end) {
  // What a shell there ends with by POSIX.
  constexpr int kNotRunnable = 126;
  constexpr int kNotFound = 127;
  if (end && (end->code == kNotRunnable || end->code == kNotFound) && end->signal == 0) {
    return from({"", "tandem-worker cannot be run there", kBuildAdvice});
  }
  const std::string text = small_letters(output);
  const auto found = std::ranges::find_if(kExplanations, [&](const Explanation& explanation) {
    return text.find(explanation.sign) != std::string::npos;
  });
  if (found != kExplanations.end()) return from(*found);
  if (!end) return from({"", "it does not answer", kReachAdvice});
  return {.what = "it does not answer as it should (" + to_string(*end) + ")",
          .advice =
              "Commands must run on HOST as they do here, and the same build must lie there at "
              "the same path."};
}

/// With the name of the host where a sentence says HOST.
std::string with_name(std::string sentence, const std::string& host) {
  constexpr std::string_view kPlace = "HOST";
  const size_t found = sentence.find(kPlace);
  return found == std::string::npos ? sentence : sentence.replace(found, kPlace.size(), host);
}

}  // namespace

HostFailure explain_failure(const std::string& host, const std::string& output,
                            const std::optional<ProcessEnd>& end) {
  HostFailure failure = explain(output, end);
  failure.advice = with_name(failure.advice, host);
  const std::string words = last_words(output);
  failure.what += words.empty() ? "; it has said nothing" : "; it has said: " + words;
  return failure;
}

}  // namespace tandem
