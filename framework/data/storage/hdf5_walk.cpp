#include "framework/data/storage/hdf5_walk.h"

#include <algorithm>
#include <cctype>

#include "framework/core/error.h"

namespace tandem::hdf5 {
namespace {

constexpr size_t kMaxNameLength = 64;
constexpr size_t kMaxLinks = 256;

[[noreturn]] void refuse_object(const std::string& what, const std::string& where,
                                const std::string& expected, const std::string& got) {
  check_readable(where, got);
  throw DataError({.what = what,
                   .where = where,
                   .expected = expected,
                   .got = got,
                   .advice = "Use only data sets that tandem packed."});
}

bool usable(const std::string& name) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !name.empty() && name.size() <= kMaxNameLength &&
         std::all_of(name.begin(), name.end(), allowed);
}

struct Listing {
  std::vector<std::string> names;
  std::string refused;  // why the walk was ended, "" when it was not
};

// Called through C: it must not throw.
herr_t list_link(hid_t, const char* name, const H5L_info_t* link, void* data) noexcept {
  auto& listing = *static_cast<Listing*>(data);
  if (link->type != H5L_TYPE_HARD) {
    listing.refused = "a soft, external or user-defined link";
  } else if (!usable(name)) {
    listing.refused = "a name with other characters than letters, digits and _";
  } else if (listing.names.size() == kMaxLinks) {
    listing.refused = "more than 256 names";
  } else {
    listing.names.emplace_back(name);
    return 0;
  }
  return 1;
}

std::vector<std::string> links_of(const Handle& group, const std::string& where) {
  Listing listing;
  if (H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, list_link, &listing) < 0) {
    refuse_object("a group cannot be listed", where, {}, last_message());
  }
  if (!listing.refused.empty()) {
    refuse_object("holds a link that is not followed", where, "hard links with plain names",
                  listing.refused);
  }
  return listing.names;
}

H5O_type_t kind_of(const Handle& parent, const std::string& name, const std::string& where) {
  H5O_info_t info;
  if (H5Oget_info_by_name2(parent.get(), name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
    refuse_object("'" + name + "' cannot be read", where, {}, last_message());
  }
  return info.type;
}

Handle open_group(const Handle& parent, const std::string& name, const std::string& where) {
  Handle group(H5Gopen2(parent.get(), name.c_str(), H5P_DEFAULT));
  if (group.get() < 0)
    refuse_object("group '" + name + "' cannot be opened", where, {}, last_message());
  return group;
}

NamedDataSet open_data_set(const Handle& group, const std::string& name, const std::string& prefix,
                           const std::string& where) {
  // Rows are read by whole chunks, so a cache would only copy them once more.
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS));
  if (H5Pset_chunk_cache(access.get(), 0, 0, 0) < 0) {
    refuse_object("HDF5 refused a setting", where, {}, last_message());
  }
  Handle data_set(H5Dopen2(group.get(), name.c_str(), access.get()));
  if (data_set.get() < 0) {
    refuse_object("'" + prefix + name + "' cannot be opened", where, "a data set", last_message());
  }
  return {prefix + name, std::move(data_set)};
}

}  // namespace

std::vector<std::string> group_names(const Handle& file, const std::string& where) {
  const Handle root = open_group(file, "/", where);
  std::vector<std::string> names = links_of(root, where);
  for (const std::string& name : names) {
    if (kind_of(root, name, where) != H5O_TYPE_GROUP) {
      refuse_object("'" + name + "' does not belong below the root", where, "groups",
                    "another object");
    }
  }
  return names;
}

std::vector<NamedDataSet> data_sets_below(const Handle& file, const std::string& group,
                                          size_t max_count, const std::string& where) {
  std::vector<NamedDataSet> found;
  const Handle top = open_group(file, group, where);
  const auto take = [&](const Handle& parent, const std::string& name, const std::string& prefix) {
    if (kind_of(parent, name, where) != H5O_TYPE_DATASET || found.size() == max_count) {
      refuse_object("'" + prefix + name + "' is not read", where,
                    "at most " + std::to_string(max_count) + " data sets",
                    "another object, or more");
    }
    found.push_back(open_data_set(parent, name, prefix, where));
  };
  for (const std::string& name : links_of(top, where)) {
    if (kind_of(top, name, where) != H5O_TYPE_GROUP) {
      take(top, name, "");
      continue;
    }
    const Handle inner = open_group(top, name, where);
    for (const std::string& leaf : links_of(inner, where)) take(inner, leaf, name + "/");
  }
  return found;
}

}  // namespace tandem::hdf5
