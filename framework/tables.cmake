# One thing, one file: tandem_table finds the files of a kind and generates the table of them.

# tandem_table(<name> <Type> <header> <suffix> <pattern>…): every file that matches a pattern below
# the current folder defines `Type <stem>_<suffix>()`; a wrong name is a link error. Generates a
# source that defines `std::vector<Type> <name>()`, which <header> declares with Type, in the order
# of the files' names, and sets <name>_sources to it and them.
function(tandem_table name type header suffix)
  file(GLOB table_sources CONFIGURE_DEPENDS ${ARGN})
  set(table_name ${name})
  set(table_type ${type})
  set(table_header ${header})
  set(table_declarations "")
  set(table_entries "")
  foreach(source ${table_sources})
    get_filename_component(stem ${source} NAME_WE)
    string(APPEND table_declarations "${type} ${stem}_${suffix}();\n")
    string(APPEND table_entries "    ${stem}_${suffix}(),\n")
  endforeach()
  if(NOT table_sources)
    message(FATAL_ERROR "tandem_table(${name}): no file matches ${ARGN}")
  endif()
  # Their helpers may have equal names: each is compiled alone.
  set_source_files_properties(${table_sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/framework/table.cpp.in ${generated} @ONLY)
  set(${name}_sources ${table_sources} ${generated} PARENT_SCOPE)
endfunction()
