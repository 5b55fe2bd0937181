// What the models make: grids of the last step, of the best, the median and the worst run.
#include "framework/report/pictures.h"

#include "framework/report/embedded_image.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"

namespace tandem {
namespace {

Html picture_of(const ReportSubject& subject, const PictureKind& kind, const Picture& picture) {
  const std::string name = run_name(subject.comparison, picture.run);
  const std::string step = "step " + std::to_string(picture.step);
  return captioned_image(
      picture.path, kind.title + " of " + name + " at " + step + " (" + picture.role + ")",
      subject.image_allowance,
      element("b", {}, picture.role) + element("br", {}) + isolated(name) + ", " + step);
}

/// The pictures of a kind, a row for each group; those of one picture each side by side.
Html pictures_of(const ReportSubject& subject, const PictureKind& kind) {
  const auto& groups = subject.comparison.grouping.groups;
  Html rows;
  for (size_t group = 0; group < groups.size(); ++group) {
    Html row;
    for (const Picture& picture : kind.pictures) {
      if (picture.group == group) row += picture_of(subject, kind, picture);
    }
    if (row.empty()) continue;
    const Html name = groups.size() > 1 ? element("h4", {}, isolated(groups[group].label)) : Html();
    rows += element("div", {}, name, element("div", {{"class", "pictures"}}, row));
  }
  const bool is_compact = kind.pictures.size() <= groups.size();
  return element("div", {{"class", is_compact ? "lanes" : "rows"}}, rows);
}

Html draw(const ReportSubject& subject) {
  Html body;
  if (subject.pictures == nullptr) return body;
  for (const PictureKind& kind : *subject.pictures) {
    body += element("h3", {}, isolated(kind.title)) +
            element("p", {{"class", "muted"}}, kind.sentence) + pictures_of(subject, kind);
  }
  return body;
}

}  // namespace

Panel pictures_panel() {
  return {.title = "Pictures",
          .sentence =
              "Of each configuration the best, the median and the worst run, or the lowest "
              "seeds where nothing decides: by rule, never by hand.",
          .place = 50,
          .filled_by =
              "train up to a step at which grids are drawn, every samples.every steps and the last "
              "one. Not every family draws them.",
          .draw = draw};
}

}  // namespace tandem
