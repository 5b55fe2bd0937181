"""One rank of two computes something else, or was given something else: all ranks end alike, with
what differs named, before anything of the run has changed."""

import hashlib
import pathlib
import re
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mnist_files  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
import side_by_side  # pylint: disable=wrong-import-position
from disturbed_runs import DisturbedRuns, status_of  # pylint: disable=wrong-import-position

BAD_INPUT, DIVERGED = 65, 77
FAULTY_FILES = runs.BUILD / "libfaulty_files.so"


def content(run):
    """Digests of everything that a run is: all its files, logs, status and locks aside."""
    return {str(path.relative_to(run)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(run.rglob("*")) if path.is_file() and
            path.relative_to(run).parts[0] not in ("logs", "status", ".lock", ".launcher.lock")}


class Agreement(DisturbedRuns, unittest.TestCase):
    """Two ranks, of which the second is another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stopped = cls.directory / "stopped"
        ended = cls.programs.run("tandem", "train", *cls.options(cls), "--until", 20,
                                 "--ranks", 1, "--run", cls.stopped)
        assert ended.code == 75, ended.said

    def check_refused(self, lines, *overrides, cwd=None):
        """A run is not begun, and one that is there is left as it is, where rank 1 begins with
        these lines; returns what is said."""
        tandem = self.programs.with_ranks(self._testMethodName,
                                          f'if [ "$rank" = 1 ]; then {lines}; fi')
        run, command = self.arguments(*overrides, tandem=tandem)
        said = runs.said_by(command, expect=BAD_INPUT, cwd=cwd)
        self.assertEqual({"config.yaml", "overrides.txt"}, set(content(run)) - {"manifest.json"})
        run = pathlib.Path(shutil.copytree(self.stopped, str(run) + "-resumed"))
        before = content(run)
        again = runs.said_by([str(tandem), "resume", str(run), *overrides, "--ranks", "2"],
                             expect=BAD_INPUT, cwd=cwd)
        self.assertEqual(before, content(run))
        self.check_goes_on(run)
        for each in (said, again):
            self.assertRegex(each, r"rank 1 \(host \S+\): (the|what) .* differs? between ranks")
        return said

    def other_build(self):
        """The worker, but for its digest."""
        other = self.directory / f"worker-of-{self._testMethodName}"
        other.write_bytes((runs.BUILD / "tandem-worker").read_bytes() + b"another")
        other.chmod(0o755)
        return other

    def test_options(self):
        said = self.check_refused('set -- "$@" seed=9 learners.elbo.learning_rate=0.5')
        self.assertIn("seed: 1 on rank 0, 9 on rank 1", said)
        self.assertIn("learners.elbo.learning_rate: 0.001 on rank 0, 0.5 on rank 1", said)
        self.assertNotIn("batch.size:", said)

    def test_data(self):
        other = self.directory / "other-host"
        other.mkdir()
        runs.tandem("pack", "mnist", "--from", self.directory / "idx", "--output",
                    other / "data.h5", "--seed", 9)
        said = self.check_refused(f"cd '{other}'", "data.path=data.h5", cwd=self.directory)
        self.assertRegex(said, r"the data set differs between ranks; expected images [0-9a-f]{32} ")

    def test_data_of_the_evaluated_split_alone(self):
        """What is trained on is the same."""
        other = self.directory / "other-test"
        idx = pathlib.Path(shutil.copytree(self.directory / "idx", other / "idx"))
        images, _ = mnist_files.read_split(idx, "test")
        mnist_files.write_idx(idx / mnist_files.NAMES["test"][0], 0x803, 255 - images)
        runs.tandem("pack", "mnist", "--from", idx, "--output", other / "data.h5")
        said = self.check_refused(f"cd '{other}'", "data.path=data.h5", cwd=self.directory)
        fields = r"images (\w{32}) test/images (\w{32}) test/labels (\w{32})"
        found = re.search(f"the data set differs between ranks; expected {fields} .*got {fields}", said)
        self.assertIsNotNone(found, said)
        self.assertEqual([True, False, True], [found[i] == found[i + 3] for i in (1, 2, 3)])

    def test_build(self):
        said = self.check_refused(f"worker='{self.other_build()}'")
        self.assertRegex(said, r"the build differs .* program [0-9a-f]{12}\) as on rank 0, got .*"
                               r", program [0-9a-f]{12}\)")

    def test_numerics(self):
        """As on another processor: LibTorch takes the path that is named here."""
        said = self.check_refused("export ATEN_CPU_CAPABILITY=default "
                                  "TANDEM_TEST_KEPT=ATEN_CPU_CAPABILITY "
                                  f"LD_PRELOAD='{FAULTY_FILES}'")
        self.assertRegex(said, r"what numbers are computed by differs between ranks; "
                               r"expected torch \S+, (?!DEFAULT)\S+, .* as on rank 0, "
                               r"got torch \S+, DEFAULT, ")

    def test_ranks_that_measure_a_run_together(self):
        """The same holds for what they are, and nothing is measured."""
        worker = self.other_build()
        tandem = self.programs.with_ranks(
            self._testMethodName, f"if [ \"$rank\" = 1 ]; then worker='{worker}'; fi",
            command="evaluate")
        before = content(self.stopped)
        said = runs.said_by([str(tandem), "evaluate", str(self.stopped), "--ranks", "2"],
                            expect=BAD_INPUT)
        self.assertRegex(said, r"rank 1 \(host \S+\): the build differs between ranks")
        self.assertEqual(before, content(self.stopped))

    def test_a_rank_whose_values_are_not_finite_ends_all_in_the_same_step(self):
        run, command = self.arguments()
        said = runs.said_by(command, expect=DIVERGED, TANDEM_TEST_FAULT="nan@1:13")
        self.assertIn("objective 'elbo' is not finite in step 14, update 1", said)
        ranks = [status_of(run, rank) for rank in (0, 1)]
        self.assertEqual(["diverged"] * 2, [rank["state"] for rank in ranks])
        self.assertEqual(1, len({(rank["step"], rank["message"]) for rank in ranks}))
        self.check_goes_on(run)


if __name__ == "__main__":
    side_by_side.main(Agreement)
