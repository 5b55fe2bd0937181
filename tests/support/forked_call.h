// A call of a program that runs in a child of a process which has loaded it already.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

namespace tandem {

constexpr int kNumStreams = 3;

struct ForkedCall {
  std::array<int, kNumStreams> streams = {0, 1, 2};
  std::vector<std::string> words;  // working directory, NAME=VALUE of the environment, arguments
};

inline sockaddr_un address_of(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

/// The streams of a call travel beside its words.
struct CallMessage {
  explicit CallMessage(std::string& text) : bytes{text.data(), text.size()} {
    header.msg_iov = &bytes;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
  }

  iovec bytes;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ForkedCall::streams))] = {};
  msghdr header = {};
};

inline bool send_call(int connection, const ForkedCall& call) {
  std::string text;
  for (const std::string& word : call.words) text += word + '\0';
  CallMessage message(text);
  cmsghdr* rights = CMSG_FIRSTHDR(&message.header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof call.streams);
  std::memcpy(CMSG_DATA(rights), call.streams.data(), sizeof call.streams);
  return ::sendmsg(connection, &message.header, MSG_NOSIGNAL) >= 0;
}

/// Without words when there is none.
inline ForkedCall receive_call(int connection) {
  constexpr size_t kMaxBytes = 1 << 17;
  std::string text(kMaxBytes, '\0');
  CallMessage message(text);
  const ssize_t count = ::recvmsg(connection, &message.header, 0);
  const cmsghdr* rights = CMSG_FIRSTHDR(&message.header);
  ForkedCall call;
  if (count <= 0 || rights == nullptr) return call;
  std::memcpy(call.streams.data(), CMSG_DATA(rights), sizeof call.streams);
  text.resize(static_cast<size_t>(count));
  for (size_t begin = 0, end = 0; (end = text.find('\0', begin)) != std::string::npos;
       begin = end + 1) {
    call.words.push_back(text.substr(begin, end - begin));
  }
  return call;
}

}  // namespace tandem
