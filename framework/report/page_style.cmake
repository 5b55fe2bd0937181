# tandem_page_style(<target>): compiles page_style.css and its SHA-256 into a library, so that the
# page's policy can name the style that it allows.
function(tandem_page_style target)
  set(style ${PROJECT_SOURCE_DIR}/framework/report/page_style.css)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${style})
  file(READ ${style} style_text)
  string(SHA256 style_sha256 "${style_text}")
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/page_style.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/framework/report/page_style.cpp.in ${generated} @ONLY)
  target_sources(${target} PRIVATE ${generated})
endfunction()
