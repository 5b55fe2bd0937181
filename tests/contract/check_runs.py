"""One configuration as its users run it: the same bytes on 1, 2 and 4 ranks, resident and
streaming, and after a rank was killed and the run resumed on another number of ranks."""

import json
import pathlib
import random
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

CONFIGURATION = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None
STEPS = 6
RANK_LOST = 76
# Smaller than the recipes, so that a test takes seconds; what is tested does not depend on it.
# Options of any family by their names, and what single families need besides.
SMALL_OPTIONS = {"base_channels": 4, "hidden_size": 24, "gibbs_steps": 2, "sampling_steps": 4,
                 "hidden_channels": 4, "discriminator_channels": 4, "num_blocks": 1,
                 "growth_rate": 2, "feature_size": 16,
                 "critic_warmup_updates": 3, "critic_updates": 2, "pool_size": 6,
                 "generator_widths": "[32,48]", "discriminator_widths": "[32]",
                 "reference_size": 4}
SMALL = {
    "deep_autoencoder": ["model.hidden_widths=[16]", "model.latent_size=5",
                         "~learners.machine_3", "~learners.machine_4",
                         "phases=[{name: a, steps: 2, objectives: [machine_1]}, "
                         "{name: b, steps: 2, objectives: [machine_2]}, "
                         "{name: c, objectives: [fine_tuning]}]"],
    "stacked_autoencoder": ["model.hidden_widths=[16, 12]", "model.corruption_levels=[0.1, 0.2]",
                            "~learners.layer_3",
                            "phases=[{name: a, steps: 2, objectives: [layer_1]}, "
                            "{name: b, steps: 2, objectives: [layer_2]}, "
                            "{name: c, objectives: [fine_tuning]}]"],
    "flow": ["model.couplings=1", "model.initial_squeezes=1", "model.num_scales=2"],
}


def small_overrides(data):
    """Overrides that make the configuration small."""
    shown = runs.tandem("config", CONFIGURATION, *data, "show")
    model = shown.split("\nmodel:", 1)[1].split("\nlearners:", 1)[0]
    names = re.findall(r"^ +(\w+):", model, re.MULTILINE)
    overrides = [f"model.{name}={value}" for name, value in SMALL_OPTIONS.items() if name in names]
    return overrides + SMALL.get(CONFIGURATION.parent.name, [])


def pack_for(configuration, directory):
    """Packs what the configuration needs; returns overrides that name it."""
    text = configuration.read_text()
    data = configuration.stem.split("-")[0]
    if data == "sprites":
        path = directory / "data.h5"
        runs.tandem("pack", data, "--count", 400, "--output", path)
    elif data == "mnist":
        path = runs.pack_digits(directory)
    else:
        path = runs.pack_pictures(directory)
    if "family: pix2pix" in text:
        pairs = directory / "pairs.h5"
        derived = "edges" if data == "mnist" else "grey"
        runs.tandem("pack", "pairs", "--from", path, "--derive", derived, "--output", pairs)
        return [f"data.path={pairs}"]
    if "sources:" in text:
        return [f"data.sources.a.path={path}", f"data.sources.b.path={path}"]
    return [f"data.path={path}"]


class Runs(unittest.TestCase):
    """The configuration over a small data set."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-contract-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = pack_for(CONFIGURATION, cls.directory)
        cls.small = small_overrides(cls.data)
        cls.whole = cls.train("whole", 1)

    @classmethod
    def train(cls, name, ranks, *overrides, **how):
        run = cls.directory / name
        runs.tandem("train", CONFIGURATION, *cls.data, f"steps={STEPS}",
                    "batch.size=16", "report.every=2", "samples.every=3", "evaluation.every=4",
                    "checkpoint.every=2", "samples.count=4", *cls.small, *overrides,
                    "--ranks", ranks, "--run", run, **how)
        return run

    def test_the_same_bytes_on_any_number_of_ranks(self):
        one = runs.digests(self.whole, STEPS)
        # Metrics, weights and training state; grids besides where the family makes images.
        self.assertGreaterEqual(len(one), 3)
        for ranks in (2, 4):
            self.assertEqual(one, runs.digests(self.train(f"ranks-{ranks}", ranks), STEPS))

    def test_the_same_bytes_when_streaming(self):
        streaming = ("data.resident_bytes=0", "data.window_chunks=1")
        one = runs.digests(self.train("stream-1", 1, *streaming), STEPS)
        for ranks in (2, 4):
            self.assertEqual(one, runs.digests(self.train(f"stream-{ranks}", ranks, *streaming),
                                               STEPS))

    def test_killed_and_resumed_is_as_never_stopped(self):
        # Inside every phase where there are some; their checkpoints are of one step and not two.
        phases = "phases:" in CONFIGURATION.read_text()
        every = ["checkpoint.every=1"] if phases else []
        steps = [1, 3, 5] if phases else [random.Random(CONFIGURATION.name).randrange(1, STEPS)]
        for step in steps:
            run = self.train(f"killed-{step}", 2, *every, expect=RANK_LOST,
                             TANDEM_TEST_FAULT=f"kill@1:{step}")
            runs.tandem("resume", run, "--ranks", 4)
            self.assertEqual(runs.digests(self.whole, STEPS), runs.digests(run, STEPS))

    def test_metrics_are_finite_numbers(self):
        text = (self.whole / "metrics.jsonl").read_text()
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([2, 4, 6], [line["step"] for line in lines])
        for line in lines:
            for name, value in line.items():
                self.assertIsInstance(value, (int, float), name)


if __name__ == "__main__":
    if CONFIGURATION is None:
        sys.exit("usage: check_runs.py CONFIGURATION")
    unittest.main(verbosity=2)
