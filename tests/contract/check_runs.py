"""One configuration as its users run it: the same bytes on 1, 2 and 4 ranks, resident and
streaming, and after a rank was killed and the run resumed on another number of ranks."""

import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "parity"))
import parity  # pylint: disable=wrong-import-position

CONFIGURATION = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None
STEPS = 6
RANK_LOST = 76
# Smaller than the recipes, so that a test takes seconds; what is tested does not depend on it.
SMALL = {
    "vae": [],
    "gan": ["model.generator_widths=[32,48]", "model.discriminator_widths=[32]"],
    "wgan_gp": ["model.base_channels=2", "model.generator_batch_norm=true"],
}


def tandem(*arguments, expect=0, **environment):
    """Runs the program; returns what it printed."""
    command = [str(parity.BUILD / "tandem"), *map(str, arguments)]
    variables = {**os.environ, **environment}
    if os.geteuid() == 0:
        variables |= {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env=variables, timeout=300,
                          check=False)
    if done.returncode != expect:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode} instead of "
                             f"{expect}:\n{done.stdout}")
    return done.stdout


def digests(run):
    """Digests of everything that a run promises to be the same; its last weights among it."""
    files = [run / "metrics.jsonl", *sorted((run / "samples").glob("step-*.png")),
             *sorted((run / "checkpoints").glob(f"step-*{STEPS}/*.safetensors"))]
    return {str(file.relative_to(run)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in files}


class Runs(parity.TestCase):
    """The configuration over a small data set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.directory / "data.h5"
        kind = CONFIGURATION.stem
        if kind == "mnist":
            import mnist_files  # pylint: disable=import-outside-toplevel,import-error
            source = cls.directory / "idx"
            source.mkdir()
            for split, count in (("train", 1700), ("test", 60)):
                images, labels = mnist_files.make_digits(mnist_files.numpy.random.default_rng(1),
                                                         count)
                mnist_files.write_idx(source / mnist_files.NAMES[split][0], 0x803, images)
                mnist_files.write_idx(source / mnist_files.NAMES[split][1], 0x801, labels)
            tandem("pack", "mnist", "--from", source, "--output", cls.data)
        else:
            tandem("pack", kind, "--count", 400, "--output", cls.data)
        cls.family = CONFIGURATION.parent.name

    def train(self, name, ranks, *overrides, expect=0, **environment):
        run = self.directory / name
        tandem("train", CONFIGURATION, f"data.path={self.data}", f"steps={STEPS}", "batch.size=16",
               "report.every=2", "samples.every=3", "evaluation.every=4", "checkpoint.every=2",
               "samples.count=4", *SMALL[self.family], *overrides, "--ranks", ranks, "--run", run,
               expect=expect, **environment)
        return run

    def test_the_same_bytes_on_any_number_of_ranks(self):
        one = digests(self.train("one", 1))
        self.assertGreaterEqual(len(one), 5)
        for ranks in (2, 4):
            self.assertEqual(one, digests(self.train(f"ranks-{ranks}", ranks)))

    def test_the_same_bytes_when_streaming(self):
        streaming = ("data.resident_bytes=0", "data.window_chunks=1")
        one = digests(self.train("stream-1", 1, *streaming))
        for ranks in (2, 4):
            self.assertEqual(one, digests(self.train(f"stream-{ranks}", ranks, *streaming)))

    def test_killed_and_resumed_is_as_never_stopped(self):
        whole = digests(self.train("whole", 2))
        step = random.Random(str(CONFIGURATION)).randrange(1, STEPS)
        run = self.train("killed", 2, expect=RANK_LOST, TANDEM_TEST_FAULT=f"kill@1:{step}")
        said = tandem("resume", run, "--ranks", 4)
        self.assertIn(str(STEPS), said)
        self.assertEqual(whole, digests(run))

    def test_metrics_are_finite_numbers(self):
        run = self.train("metrics", 1)
        lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        self.assertEqual([2, 4, 6], [line["step"] for line in lines])
        for line in lines:
            for name, value in line.items():
                self.assertIsInstance(value, (int, float), name)


if __name__ == "__main__":
    if CONFIGURATION is None:
        sys.exit("usage: check_runs.py CONFIGURATION")
    unittest.main(verbosity=2)
