"""One configuration as its users run it: the same bytes on 1 rank, and on 2 of which one is killed,
so that the run goes on with 4. The first configuration of each family has them on 2 and on 4 ranks that
nothing disturbs, too, and streaming: how ranks get their data is a matter of the family."""

import pathlib
import random
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
import small_runs  # pylint: disable=wrong-import-position

CONFIGURATION = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None
IS_FIRST = CONFIGURATION and CONFIGURATION == min(CONFIGURATION.parent.glob("*.yaml"))
STEPS = 6
RANK_LOST = 76


class Runs(unittest.TestCase):
    """The configuration over a small data set."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-contract-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = small_runs.pack_for(CONFIGURATION, cls.directory)
        # With a checkpoint inside every phase where there are some.
        cls.has_phases = "phases:" in CONFIGURATION.read_text()
        cls.small = [*small_runs.overrides(CONFIGURATION),
                     *(["checkpoint.every=1"] if cls.has_phases else [])]
        cls.whole = cls.train("whole", 1)

    @classmethod
    def train(cls, name, ranks, *overrides, **how):
        run = cls.directory / name
        runs.tandem("train", CONFIGURATION, *cls.data, f"steps={STEPS}", *small_runs.OFTEN,
                    *cls.small, *overrides, "--ranks", ranks, "--run", run, **how)
        return run

    @unittest.skipUnless(IS_FIRST, "others have them where a run is killed")
    def test_the_same_bytes_on_any_number_of_ranks(self):
        one = runs.digests(self.whole, STEPS)
        for ranks in (2, 4):
            self.assertEqual(one, runs.digests(self.train(f"ranks-{ranks}", ranks), STEPS))

    @unittest.skipUnless(IS_FIRST, "the first configuration of the family streams")
    def test_the_same_bytes_when_streaming(self):
        streaming = ("data.resident_bytes=0", "data.window_chunks=1")
        one = runs.digests(self.train("stream-1", 1, *streaming), STEPS)
        for ranks in (2, 4):
            self.assertEqual(one, runs.digests(self.train(f"stream-{ranks}", ranks, *streaming),
                                               STEPS))

    def test_killed_and_resumed_is_as_never_stopped(self):
        one = runs.digests(self.whole, STEPS)
        # Metrics, weights and training state; grids besides where the family makes images.
        self.assertGreaterEqual(len(one), 3)
        steps = [1, 3, 5] if self.has_phases else \
            [random.Random(CONFIGURATION.name).randrange(1, STEPS)]
        for step in steps:
            run = self.train(f"killed-{step}", 2, expect=RANK_LOST,
                             TANDEM_TEST_FAULT=f"kill@1:{step}")
            runs.tandem("resume", run, "--ranks", 4)
            self.assertEqual(one, runs.digests(run, STEPS))

    def test_metrics_are_finite_numbers(self):
        lines = runs.reports(self.whole)
        self.assertEqual([2, 4, 6], [line["step"] for line in lines])
        for line in lines:
            for name, value in line.items():
                self.assertIsInstance(value, (int, float), name)


if __name__ == "__main__":
    if CONFIGURATION is None:
        sys.exit("usage: check_runs.py CONFIGURATION")
    unittest.main(verbosity=2)
