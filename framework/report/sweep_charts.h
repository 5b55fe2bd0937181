// What charts of a sweep have in common: axes of parameters, looks of trials.
#pragma once

#include <cstddef>
#include <string>

#include "framework/report/axis.h"
#include "framework/report/html.h"
#include "framework/report/sweep_subject.h"

namespace tandem {

/// Between two numbers above zero, with a little room beside them and at most six ticks.
Axis close_logarithmic_axis(double low, double high);

/// From the low to the high end of a parameter, or its choices.
Axis parameter_axis(const SweepParameter& parameter);

/// What a value of a parameter is on its axis.
double axis_value(const SweepParameter& parameter, double value);

/// The group whose look a trial has: the best one, complete ones, others.
size_t look_of(const SweepTrial& trial, const SweepTrial* best);
inline constexpr size_t kBestLook = 15;  // a colour and a marker that the other two do not have
inline constexpr size_t kCompleteLook = 0;
inline constexpr size_t kOtherLook = 13;

/// Which look is whose.
Html trial_legend();

/// The best trial; null where none is complete.
const SweepTrial* best_trial(const SweepSubject& sweep);

}  // namespace tandem
