// Images as JPEG files. For tests of what reads images.
#pragma once

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include <memory>
#include <string>

#include "framework/core/image.h"

namespace tandem {

/// The bytes of a file. `format` is what the channels are; grey and CMYK ones are stored as such.
inline std::string encode_jpeg(const Image& image, int format = TJPF_RGB) {
  const std::unique_ptr<void, int (*)(void*)> encoder(tjInitCompress(), tjDestroy);
  unsigned char* bytes = nullptr;
  unsigned long num_bytes = 0;
  EXPECT_EQ(tjCompress2(encoder.get(), image.pixels.data(), static_cast<int>(image.width), 0,
                        static_cast<int>(image.height), format, &bytes, &num_bytes,
                        format == TJPF_GRAY ? TJSAMP_GRAY : TJSAMP_444, 95, 0),
            0);
  std::string result(reinterpret_cast<char*>(bytes), num_bytes);
  tjFree(bytes);
  return result;
}

}  // namespace tandem
