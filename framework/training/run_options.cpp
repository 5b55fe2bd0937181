#include "framework/training/run_options.h"

#include "framework/core/choice.h"

namespace tandem {
namespace {

constexpr Choice<InstructionSet> kInstructionSets[] = {{"sse", InstructionSet::kSse},
                                                       {"avx2", InstructionSet::kAvx2},
                                                       {"avx512", InstructionSet::kAvx512}};

// None of a direction: as the metric says.
constexpr Choice<Direction> kBestValues[] = {
    {"auto", Direction::kNone}, {"lowest", Direction::kLower}, {"highest", Direction::kHigher}};

OptionTable<BatchOptions> batch_option_table() {
  return OptionTable<BatchOptions>()
      .field("size", &BatchOptions::size, "Samples in a batch, over all ranks.", at_least(1))
      .field("micro_batches", &BatchOptions::micro_batches,
             "Equal parts that a batch is computed in; the number of ranks divides it. Part of "
             "what a run is: batch norm sees one micro-batch.",
             at_least(1), power_of_two());
}

OptionTable<NumericsOptions> numerics_option_table() {
  return OptionTable<NumericsOptions>()
      .field("threads", &NumericsOptions::threads,
             "Threads inside an operation on the CPU, per rank; results depend on it.", at_least(1),
             at_most(1024))
      .choice("isa", &NumericsOptions::isa,
              "Instruction set of the CPU kernels, the same on every machine of a run.",
              kInstructionSets)
      .choice("precision", &NumericsOptions::precision,
              "float32: as exact as that type is; tf32: products and convolutions on a GPU round "
              "their inputs to 10 bits, which is faster.",
              kFloat32Precisions);
}

OptionTable<RanksOptions> ranks_option_table() {
  return OptionTable<RanksOptions>()
      .field("patience_seconds", &RanksOptions::patience_seconds,
             "On GPUs: how long a rank waits for the others in one sum before it ends the run; "
             "rank 0 alone writes checkpoints and grids meanwhile.",
             at_least(1), at_most(int64_t{1} << 30))
      .anytime()
      .field("share_gpus", &RanksOptions::share_gpus,
             "Lets several ranks compute on one GPU, which is slow and for tests.")
      .anytime();
}

OptionTable<SupervisionOptions> supervision_option_table() {
  // In nanoseconds, as clocks count, that is still within 64 bits.
  constexpr int64_t kMost = int64_t{1} << 30;
  return OptionTable<SupervisionOptions>()
      .field("patience_seconds", &SupervisionOptions::patience_seconds,
             "A rank that makes no progress for so long ends the run, and says where every rank "
             "is; more than the longest update takes. 0: none is watched.",
             at_least(0), at_most(kMost))
      .anytime()
      .field(
          "start_patience_seconds", &SupervisionOptions::start_patience_seconds,
          "How long ranks may take to start: until every one has reported, which is asked of all "
          "runs, and then until the first step is made. 0: as long as they like.",
          at_least(0), at_most(kMost))
      .anytime()
      .field("evaluation_patience_seconds", &SupervisionOptions::evaluation_patience_seconds,
             "How long a rank that is watched may take for an evaluation or a grid of samples.",
             at_least(1), at_most(kMost))
      .anytime()
      .field("saving_patience_seconds", &SupervisionOptions::saving_patience_seconds,
             "How long a rank that is watched may take for a checkpoint.", at_least(1),
             at_most(kMost))
      .anytime();
}

OptionTable<DataOptions> data_option_table() {
  return OptionTable<DataOptions>()
      .field("path", &DataOptions::path, "The data set, an HDF5 file that tandem packed.",
             non_empty())
      .anytime()
      .field("resident_bytes", &DataOptions::resident_bytes,
             "A training set of at most this size is held in memory and shuffled sample by "
             "sample; a larger one is streamed by chunks.",
             at_least(0))
      .field("window_chunks", &DataOptions::window_chunks,
             "Streaming: chunks per lane whose samples are shuffled together; memory holds twice "
             "as many.",
             at_least(1), at_most(4096))
      .field("prefetch_batches", &DataOptions::prefetch_batches,
             "Batches that are read ahead of the training.", at_least(1), at_most(1024))
      .anytime()
      .section("augment", &DataOptions::augment,
               "Random changes of the training images, drawn anew each time; all off by default.",
               augmentation_option_table());
}

OptionTable<SamplesOptions> samples_option_table() {
  return OptionTable<SamplesOptions>()
      .field("every", &SamplesOptions::every, "Steps between grids of samples.", at_least(1))
      .anytime()
      .field("count", &SamplesOptions::count, "Images in a grid.", at_least(1), at_most(4096));
}

OptionTable<EvaluationOptions> evaluation_option_table() {
  return OptionTable<EvaluationOptions>()
      .field("every", &EvaluationOptions::every, "Steps between evaluations.", at_least(1))
      .anytime()
      .field("chunk_size", &EvaluationOptions::chunk_size,
             "Samples that are evaluated together; results depend on it.", at_least(1),
             at_most(1 << 20))
      .field("split", &EvaluationOptions::split, "Part of the data set that is evaluated.",
             one_of({"test", "valid"}))
      .field("classifier", &EvaluationOptions::classifier,
             "Run of a family that classifies, which judges generated and translated images; "
             "empty: none.")
      .anytime()
      .field("features", &EvaluationOptions::features,
             "Feature network in which generated and real images are compared, KIND, KIND=FILE or "
             "KIND=RUN; another name lists all; empty: the classifier.")
      .anytime()
      .field("metrics", &EvaluationOptions::metrics,
             "Metrics that are measured, with a record each in evaluations/; empty: those that "
             "cost little, without records.",
             plain_name())
      .anytime()
      .field("samples", &EvaluationOptions::samples, "Generated images that are judged.",
             at_least(2), at_most(kMostEvaluationSamples))
      .field("sampling_seed", &EvaluationOptions::sampling_seed,
             "Seed of what evaluations draw: the same in runs that are compared.", at_least(0));
}

OptionTable<CheckpointOptions> checkpoint_option_table() {
  return OptionTable<CheckpointOptions>()
      .field("every", &CheckpointOptions::every, "Steps between checkpoints.", at_least(1))
      .anytime()
      .field("keep", &CheckpointOptions::keep, "Newest checkpoints that are kept.", at_least(1))
      .anytime()
      .field("background", &CheckpointOptions::background,
             "Write checkpoints while the training goes on; false: before its next step.")
      .anytime()
      .field("best", &CheckpointOptions::best,
             "Metric of the evaluation, as in metrics.jsonl, whose best checkpoint is kept beside "
             "them; empty: none.")
      .choice(
          "best_is", &CheckpointOptions::best_is,
          "Which of its values is the best; auto: as the metric says, the lowest of a term of an "
          "objective.",
          kBestValues);
}

OptionTable<PhaseOptions> phase_option_table() {
  return OptionTable<PhaseOptions>()
      .field("name", &PhaseOptions::name, "What the phase is called in messages.", plain_name())
      .field("steps", &PhaseOptions::steps, "Its length; 0, for the last: the rest of the run.",
             at_least(0))
      .field("objectives", &PhaseOptions::objectives, "The objectives that it trains.",
             plain_name());
}

}  // namespace

OptionTable<RunOptions> run_option_table() {
  return OptionTable<RunOptions>()
      .field("name", &RunOptions::name, "Name of the run and of its directory below runs/.",
             plain_name())
      .live()
      .field("seed", &RunOptions::seed, "Seed of everything random in the run.", at_least(0))
      .field("steps", &RunOptions::steps, "Length of the training.", at_least(1))
      .anytime()
      .choice("device", &RunOptions::device, "auto takes a GPU where there is one.", kAskedDevices)
      .choice(
          "reduction", &RunOptions::reduction,
          "ordered: the same bits on any number of ranks; native: the library's own all-reduce.",
          kReductions)
      .section("batch", &RunOptions::batch, "What one update sees.", batch_option_table())
      .section("numerics", &RunOptions::numerics, "What results depend on besides the model.",
               numerics_option_table())
      .section("ranks", &RunOptions::ranks, "How ranks work together; results do not depend on it.",
               ranks_option_table())
      .section("supervision", &RunOptions::supervision,
               "How long ranks may take; results do not depend on it.", supervision_option_table())
      .section("data", &RunOptions::data, "The data set and how it is read.", data_option_table())
      .section("report", &RunOptions::report, "Reports of the losses.",
               OptionTable<ReportOptions>()
                   .field("every", &ReportOptions::every, "Steps that a report is the mean over.",
                          at_least(1))
                   .anytime())
      .section("samples", &RunOptions::samples, "Grids of generated images.",
               samples_option_table())
      .section("evaluation", &RunOptions::evaluation, "Metrics on data that is not trained on.",
               evaluation_option_table())
      .section("checkpoint", &RunOptions::checkpoint, "Saved states of the training.",
               checkpoint_option_table())
      .list("phases", &RunOptions::phases,
            "Parts of the run, one after the other, that train some of the objectives each; empty: "
            "one phase with all. A schedule runs over the steps of its own objective.",
            phase_option_table());
}

}  // namespace tandem
