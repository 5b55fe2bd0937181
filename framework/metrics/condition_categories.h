// Which conditions of generated images are classes of the data.
#pragma once

#include "framework/metrics/metric_context.h"

namespace tandem {

/// The condition that a part of kConditions is.
Condition condition_of(const GenerativeModel& model, const SubjectPart& part);

/// Whether it has categories, and is not continuous.
bool has_categories(const GenerativeModel& model, const SubjectPart& part);

/// Whether it is a category that was asked for by its label in training. Categories that a model
/// finds by itself are in no order.
bool has_labelled_categories(const GenerativeModel& model, const SubjectPart& part);

/// Whether the images of the split have labels of as many named classes.
bool data_has_categories(const MetricContext& context, const SubjectPart& part);

/// Whether the classifier tells apart the named classes of the data, and there are as many
/// categories.
bool classifier_tells_categories(const MetricContext& context, const SubjectPart& part);

/// How many of the images on condition, their categories asked for in turn, have each category and
/// each label of the classifier: (categories, classes) int64.
at::Tensor asked_and_read(const Measuring& measuring);

}  // namespace tandem
