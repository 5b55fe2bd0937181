#include "framework/sweep/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/error.h"
#include "framework/sweep/python_json.h"
#include "framework/sweep/study_records.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using Record = nlohmann::ordered_json;

SearchSpace example_space() {
  return {.parameters = {
              {.name = "norm", .distribution = categorical({"batch", "none"}), .keys = {"norm"}},
              {.name = "rate", .distribution = log_reals(1e-5, 0.1), .keys = {"rate"}}}};
}

Record example_trial() { return trial_record(example_space(), {{"norm", 1}, {"rate", 0.01}}, {}); }

void take(Study& study, const std::vector<Record>& records) {
  for (const Record& record : records) study.take(parse_python_json(to_python_json(record)));
}

/// The study after these records, behind one that makes it.
Study study_of(const std::vector<Record>& records) {
  Study study;
  take(study, {study_record("sweep", true)});
  take(study, records);
  return study;
}

/// What the study says of the last of these records, as texts.
std::string refusal(const std::vector<std::string>& records) {
  Study study;
  for (size_t i = 0; i + 1 < records.size(); ++i) study.take(parse_python_json(records[i]));
  return message_of<DataError>([&] { study.take(parse_python_json(records.back())); });
}

TEST(Study, IsNotThereBeforeItsRecord) {
  Study study;
  EXPECT_FALSE(study.exists());
  take(study, {study_record("sweep", false)});
  EXPECT_TRUE(study.exists());
  EXPECT_EQ(study.name(), "sweep");
  EXPECT_FALSE(study.is_minimized());
}

TEST(Study, HasTrialsAsTheyWereRecorded) {
  const Study study = study_of({
      example_trial(),
      value_record(0, 1000, 12.5),
      value_record(0, 4000, std::nan("")),
      trial_user_attribute(0, "seed:1", {{"run", "trials/0000/seed-1"}}),
      trial_system_attribute(0, "artifacts:x", "{}"),
      state_record(0, TrialState::kComplete, 11),
  });
  ASSERT_THAT(study.trials(), SizeIs(1));
  const StoredTrial& stored = study.trials()[0];
  EXPECT_EQ(stored.trial.number, 0);
  EXPECT_EQ(stored.trial.state, TrialState::kComplete);
  EXPECT_THAT(stored.trial.parameters, ElementsAre(Pair("norm", 1), Pair("rate", 0.01)));
  EXPECT_EQ(stored.distributions.at("rate"), log_reals(1e-5, 0.1));
  EXPECT_EQ(stored.trial.value, 11);
  EXPECT_EQ(stored.trial.values.at(1000), 12.5);
  EXPECT_TRUE(std::isnan(stored.trial.values.at(4000)));
  EXPECT_EQ(stored.user_attributes.at("seed:1")["run"], "trials/0000/seed-1");
  EXPECT_EQ(stored.system_attributes.at("artifacts:x"), "{}");
  EXPECT_FALSE(stored.trial.is_infeasible);
  EXPECT_THAT(stored.began, SizeIs(32));
  EXPECT_THAT(stored.ended, SizeIs(32));
}

TEST(Study, TrialsPauseAndGoOn) {
  Study study = study_of({example_trial(), state_record(0, TrialState::kPaused)});
  EXPECT_EQ(study.trials()[0].trial.state, TrialState::kPaused);
  take(study, {value_record(0, 1, 2), state_record(0, TrialState::kRunning)});
  EXPECT_EQ(study.trials()[0].trial.state, TrialState::kRunning);
  EXPECT_EQ(study.trials()[0].trial.values.at(1), 2);
  EXPECT_EQ(study.trials()[0].began_step, 1);
  EXPECT_EQ(study.trials()[0].ended, "");
}

TEST(Study, FinishedTrialsAcceptNoMore) {
  for (const TrialState state : {TrialState::kComplete, TrialState::kPruned, TrialState::kFailed}) {
    const Study study =
        study_of({example_trial(), state_record(0, state, 3), state_record(0, TrialState::kRunning),
                  value_record(0, 1, 2), trial_user_attribute(0, "a", 1), infeasible_record(0)});
    const StoredTrial& stored = study.trials()[0];
    EXPECT_EQ(stored.trial.state, state);
    EXPECT_EQ(stored.trial.value, 3);
    EXPECT_THAT(stored.trial.values, IsEmpty());
    EXPECT_THAT(stored.user_attributes, IsEmpty());
    EXPECT_FALSE(stored.trial.is_infeasible);
  }
}

TEST(Study, TrialsThatDivergedAreInfeasible) {
  const Study study =
      study_of({example_trial(), infeasible_record(0), state_record(0, TrialState::kPruned),
                example_trial(), trial_system_attribute(1, "constraints", {0.0, -1})});
  EXPECT_TRUE(study.trials()[0].trial.is_infeasible);
  EXPECT_FALSE(study.trials()[1].trial.is_infeasible);
}

TEST(Study, AttributesAreItsOwn) {
  const Study study = study_of({study_user_attribute("a", 1), study_user_attribute("a", {2}),
                                study_system_attribute("study:metric_names", {"fid"})});
  EXPECT_EQ(study.user_attributes().at("a"), nlohmann::json({2}));
  EXPECT_EQ(study.system_attributes().at("study:metric_names"), nlohmann::json({"fid"}));
}

TEST(Study, OthersInTheJournalAreCounted) {
  Record other_trial = example_trial();
  other_trial["study_id"] = 1;
  Study study =
      study_of({study_record("other", true), study_record("sweep", false), other_trial,
                example_trial(), other_trial, value_record(0, 1, 2), value_record(1, 1, 3)});
  ASSERT_THAT(study.trials(), SizeIs(1));
  EXPECT_EQ(study.trial_id(0), 1);
  EXPECT_EQ(study.number_of(1), 0);
  EXPECT_EQ(study.number_of(0), std::nullopt);
  EXPECT_EQ(study.number_of(3), std::nullopt);
  EXPECT_EQ(study.next_trial_id(), 3);
  EXPECT_EQ(study.trials()[0].trial.values.at(1), 3);
  EXPECT_TRUE(study.is_minimized());
  // The trials of a study that is gone still count, those that come later do not.
  take(study, {{{"op_code", 1}, {"worker_id", "x"}, {"study_id", 1}},
               other_trial,
               {{"op_code", 10}, {"worker_id", "x"}},
               example_trial()});
  EXPECT_EQ(study.trial_id(1), 3);
}

TEST(Study, ParametersMayComeOneByOne) {
  const auto parameter = [](int64_t trial, double value, const Distribution& distribution) {
    return Record{{"op_code", 5},
                  {"worker_id", "x"},
                  {"trial_id", trial},
                  {"param_name", "rate"},
                  {"param_value_internal", value},
                  {"distribution", to_json_text(distribution)}};
  };
  const Record trial = {
      {"op_code", 4}, {"worker_id", "x"}, {"study_id", 0}, {"datetime_start", nullptr}};
  const Study study = study_of({trial, trial, trial, parameter(1, 0.5, reals(0, 1)),
                                parameter(0, 0.5, log_reals(0.1, 1)), parameter(2, 3, reals(0, 4)),
                                parameter(0, 1, categorical({"a", "b"}))});
  EXPECT_THAT(study.trials()[0].trial.parameters, IsEmpty());
  EXPECT_THAT(study.trials()[1].trial.parameters, ElementsAre(Pair("rate", 0.5)));
  EXPECT_THAT(study.trials()[2].trial.parameters, ElementsAre(Pair("rate", 3)));
  EXPECT_EQ(study.trials()[2].distributions.at("rate"), reals(0, 4));
  EXPECT_EQ(study.trials()[0].began, "");
}

TEST(Study, RecordsThatCannotBeUnderstoodAreNamed) {
  const std::string study = R"({"op_code":0,"study_name":"s","directions":[1]})";
  const std::string trial = R"({"op_code":4,"study_id":0,"datetime_start":null})";
  EXPECT_THAT(refusal({R"({"op_code":11})"}),
              AllOf(HasSubstr("journal line 1 "), HasSubstr("no op_code 11")));
  EXPECT_THAT(refusal({R"({"op_code":-1})"}), HasSubstr("no op_code -1"));
  EXPECT_THAT(refusal({R"({"op_code":0})"}), HasSubstr("study_name"));
  EXPECT_THAT(refusal({R"({"op_code":0,"study_name":"s","directions":[1,2]})"}),
              HasSubstr("one direction"));
  EXPECT_THAT(refusal({R"({"op_code":0,"study_name":"","directions":[1]})"}), HasSubstr("no name"));
  EXPECT_THAT(refusal({trial}), HasSubstr("study 0 was never made"));
  EXPECT_THAT(refusal({study, R"({"op_code":1,"study_id":0})"}),
              AllOf(HasSubstr("journal line 2 "), HasSubstr("deletes the study")));
  EXPECT_THAT(refusal({study, R"({"op_code":2,"study_id":0,"user_attr":{"a":1,"b":2}})"}),
              HasSubstr("not one attribute"));
  EXPECT_THAT(refusal({study, R"({"op_code":6,"trial_id":0,"state":1,"values":[1]})"}),
              HasSubstr("trial 0 was never made"));
  for (const char* record : {
           R"({"op_code":5,"trial_id":0,"param_name":"a","param_value_internal":7,"distribution":)"
           R"("{\"name\":\"CategoricalDistribution\",\"attributes\":{\"choices\":[1,2]}}"})",
           R"({"op_code":5,"trial_id":0,"param_name":"a","param_value_internal":7,)"
           R"("distribution":{}})",
           R"({"op_code":6,"trial_id":0,"state":5,"values":null})",
           R"({"op_code":6,"trial_id":0,"state":1,"values":[1,2]})",
           R"({"op_code":6,"trial_id":0.5,"state":1,"values":[1]})",
           R"({"op_code":7,"trial_id":0,"step":"1","intermediate_value":1})",
           R"({"op_code":7,"trial_id":0,"step":1,"intermediate_value":null})",
           R"({"op_code":8,"trial_id":0,"user_attr":[1]})",
           R"({"op_code":4,"study_id":0,"params":{"a":1}})",
           R"({"op_code":4,"study_id":0,"distributions":{"a":"{}"}})",
           R"({"op_code":4,"study_id":0,"intermediate_values":{"a":1}})",
           R"({"op_code":4,"study_id":0,"user_attrs":[1]})",
           R"({"op_code":4,"study_id":0,"datetime_start":5})",
       }) {
    EXPECT_THAT(refusal({study, trial, record}), HasSubstr("journal line 3 cannot be understood"))
        << record;
  }
}

}  // namespace
}  // namespace tandem
