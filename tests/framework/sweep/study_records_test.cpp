#include "framework/sweep/study_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <ctime>

#include "framework/sweep/python_json.h"
#include "tests/support/environment_variable.h"

namespace tandem {
namespace {

using ::testing::MatchesRegex;

SearchSpace example_space() {
  return {.parameters = {
              {.name = "layers", .distribution = integers(1, 4), .keys = {"layers"}},
              {.name = "norm", .distribution = categorical({"batch", "none"}), .keys = {"norm"}},
              {.name = "rate", .distribution = log_reals(1e-5, 0.1), .keys = {"rate"}}}};
}

TEST(StudyRecords, AreWhatOptunaWrites) {
  EXPECT_EQ(to_python_json(study_record("sweep", false)),
            R"({"op_code":0,"worker_id":"tandem","study_name":"sweep","directions":[2]})");
  EXPECT_EQ(to_python_json(study_user_attribute("a", 1)),
            R"({"op_code":2,"worker_id":"tandem","study_id":0,"user_attr":{"a":1}})");
  EXPECT_EQ(to_python_json(study_system_attribute("a", {1, "b"})),
            R"({"op_code":3,"worker_id":"tandem","study_id":0,"system_attr":{"a":[1,"b"]}})");
  EXPECT_EQ(to_python_json(value_record(7, 1000, std::nan(""))),
            R"({"op_code":7,"worker_id":"tandem","trial_id":7,"step":1000,)"
            R"("intermediate_value":NaN})");
  EXPECT_EQ(to_python_json(trial_user_attribute(7, "a", "b")),
            R"({"op_code":8,"worker_id":"tandem","trial_id":7,"user_attr":{"a":"b"}})");
  EXPECT_EQ(to_python_json(infeasible_record(7)),
            R"({"op_code":9,"worker_id":"tandem","trial_id":7,"system_attr":)"
            R"({"constraints":[1.0]}})");
}

TEST(StudyRecords, TheirTimesAreRead) {
  {
    const testing_support::EnvironmentVariable zone("TZ", "EAST-5");
    ::tzset();
    EXPECT_EQ(seconds_of("1970-01-02T00:00:01.250000+00:00"), 86401.25) << "wherever it is read";
  }
  ::tzset();
  for (const char* other : {"", "yesterday", "1970-01-02T00:00:01+00:00",
                            "1970-01-02T00:00:01.250000", "1970-01-02T00:00:01.25+01:00"}) {
    EXPECT_FALSE(seconds_of(other)) << other;
  }
  const nlohmann::ordered_json record = trial_record({}, {}, {});
  EXPECT_NEAR(*seconds_of(record["datetime_start"].get<std::string>()),
              static_cast<double>(std::time(nullptr)), 60);
}

TEST(StudyRecords, OfATrialHasItWhole) {
  auto record =
      trial_record(example_space(), {{"norm", 1}, {"layers", 3}, {"rate", 0.01}}, {{"parent", 2}});
  EXPECT_THAT(record["datetime_start"].get<std::string>(),
              MatchesRegex("20..-..-..T..:..:..[.]......[+]00:00"));
  record["datetime_start"] = "now";
  EXPECT_EQ(
      to_python_json(record),
      R"({"op_code":4,"worker_id":"tandem","study_id":0,"datetime_start":"now","state":0,)"
      R"("value":null,"values":null,"distributions":{)"
      R"("layers":"{\"name\":\"IntDistribution\",\"attributes\":{\"log\":false,\"step\":1,)"
      R"(\"low\":1,\"high\":4}}",)"
      R"("norm":"{\"name\":\"CategoricalDistribution\",\"attributes\":{\"choices\":[\"batch\",)"
      R"(\"none\"]}}",)"
      R"("rate":"{\"name\":\"FloatDistribution\",\"attributes\":{\"step\":null,\"low\":1e-05,)"
      R"(\"high\":0.1,\"log\":true}}"},)"
      R"("params":{"layers":3.0,"norm":1,"rate":0.01},"user_attrs":{"parent":2},)"
      R"("system_attrs":{},"intermediate_values":{}})");
}

TEST(StudyRecords, OfStatesHaveTheirTimes) {
  auto complete = state_record(7, TrialState::kComplete, 1.5);
  ASSERT_TRUE(complete.contains("datetime_complete"));
  complete["datetime_complete"] = "now";
  EXPECT_EQ(to_python_json(complete),
            R"({"op_code":6,"worker_id":"tandem","trial_id":7,"state":1,"values":[1.5],)"
            R"("datetime_complete":"now"})");
  EXPECT_TRUE(state_record(7, TrialState::kFailed).contains("datetime_complete"));
  EXPECT_TRUE(state_record(7, TrialState::kRunning).contains("datetime_start"));
  EXPECT_EQ(to_python_json(state_record(7, TrialState::kPaused)),
            R"({"op_code":6,"worker_id":"tandem","trial_id":7,"state":4,"values":null})");
}

}  // namespace
}  // namespace tandem
