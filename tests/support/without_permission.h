// A directory that may be read but not written to, for root as well.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace tandem {

/// While it lives, the calling process may not make or remove files there.
class WithoutPermission {
 public:
  explicit WithoutPermission(std::filesystem::path directory)
      : directory_(std::move(directory)), user_(::geteuid()) {
    using std::filesystem::perms;
    std::filesystem::permissions(directory_, perms::owner_read | perms::owner_exec |
                                                 perms::group_read | perms::group_exec |
                                                 perms::others_read | perms::others_exec);
    constexpr uid_t kNobody = 65534;
    EXPECT_EQ(user_ == 0 ? ::seteuid(kNobody) : 0, 0);
  }
  ~WithoutPermission() {
    EXPECT_EQ(user_ == 0 ? ::seteuid(user_) : 0, 0);
    std::error_code error;
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
    EXPECT_FALSE(error) << error.message();
  }
  WithoutPermission(const WithoutPermission&) = delete;
  WithoutPermission& operator=(const WithoutPermission&) = delete;

 private:
  std::filesystem::path directory_;
  uid_t user_;
};

}  // namespace tandem
