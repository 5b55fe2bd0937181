"""Every call by which the programs change files fails once, or is the last one before they are
killed: what they say of it, and that doing it again gives the same bytes."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import nth_calls  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
import side_by_side  # pylint: disable=wrong-import-position
from nth_calls import BROKEN, FULL, KILLED, TORN  # pylint: disable=wrong-import-position

# Places of each kind of call that are tried, each in one way; "all": every place in every way.
PLACES = os.environ.get("TANDEM_FAILING_CALLS", "1")
STEPS = 3
# Seconds for a run on two ranks, on a machine that may be busy: one that takes longer hangs.
LIMIT = 120


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Work:
    """What is done in a directory of its own, until it is there, and what it leaves."""

    but = ""  # part of paths that others test
    calls = nth_calls.CALLS
    ranks = 1

    def __init__(self, programs, directory):
        self.programs, self.directory = programs, directory

    def begin(self, place, **extra):
        """From nothing."""
        raise NotImplementedError

    def again(self, place):
        """After it went wrong: as the message or the manual says."""
        raise NotImplementedError

    def result(self, place):
        """What must be the same."""
        raise NotImplementedError

    def wrong_end(self, ended, failed, how):
        """What is wrong with how the program ended at a failure."""
        if how in (KILLED, TORN) or not failed:
            return []
        if ended.code not in nth_calls.TANDEM_CODES:
            return [f"ended with {ended.code}"]
        paths = [pathlib.Path(word) for word in failed.split()[1:]]
        names = {part.split(".new-")[0] for path in paths for part in path.parts[-2:]}
        if ended.code != 0 and not any(name in ended.said for name in names):
            return ["the file is not named"]
        return []


class Training(Work):
    """A run with saves, samples and metrics."""

    def __init__(self, programs, directory):
        super().__init__(programs, directory)
        self.data = runs.pack_digits(directory, num_train=64, num_test=16)

    def arguments(self, place, ranks):
        return ("train", runs.ROOT / "experiments" / "vae" / "mnist.yaml",
                f"data.path={self.data}", f"steps={STEPS}", "batch.size=8", "report.every=1",
                "samples.every=2", "samples.count=2", "evaluation.every=2", "checkpoint.every=1",
                "checkpoint.keep=1", "model.hidden_widths=[4]", "model.latent_size=2", "--ranks",
                ranks, "--run", place)

    def begin(self, place, **extra):
        return self.programs.run("tandem", *self.arguments(place, 1), **extra)

    def again(self, place):
        if (place / "config.yaml").exists():
            return self.programs.run("tandem", "resume", place, "--ranks", 1)
        return self.begin(place)

    def result(self, place):
        return runs.digests(place, STEPS)


class OneOfTwoRanks(Training):
    """The same on two ranks, of which one alone makes the calls that count."""

    calls = ("write", "open", "fsync", "rename")
    ranks, rank = 2, 0

    def __init__(self, programs, directory):
        super().__init__(programs, directory)
        self.tandem = programs.with_ranks(type(self).__name__, f"""
if [ "$rank" = {self.rank} ]; then
  export LD_PRELOAD='{nth_calls.LIBRARY}' TANDEM_TEST_NTH="$TANDEM_TEST_NTH_OF_RANK"
fi""")

    def begin(self, place, **extra):
        # By another name, under which no other process takes it for its own.
        plan = {"TANDEM_TEST_NTH_OF_RANK": extra["TANDEM_TEST_NTH"]}
        return self.programs.run(self.tandem, *self.arguments(place, 2), timeout=LIMIT, **plan)

    def again(self, place):
        return self.programs.run("tandem", "resume", place, "--ranks", 1)

    def wrong_end(self, ended, failed, how):
        """`tandem` itself was spared, and has a code for whatever became of its ranks."""
        return [] if ended.code in nth_calls.TANDEM_CODES else [f"ended with {ended.code}"]


class SecondOfTwoRanks(OneOfTwoRanks):
    """It writes no more than its status and its log."""

    rank = 1


class Packing(Work):
    """A data set from IDX files."""

    def __init__(self, programs, directory):
        super().__init__(programs, directory)
        runs.pack_digits(directory, num_train=64, num_test=16)

    def begin(self, place, **extra):
        place.mkdir(exist_ok=True)
        return self.programs.run("tandem", "pack", "mnist", "--from", self.directory / "idx",
                                 "--output", place / "data.h5", **extra)

    def again(self, place):
        if (place / "data.h5").exists():
            return self.programs.run("tandem", "inspect", place / "data.h5")
        return self.begin(place)

    def result(self, place):
        return {"data.h5": digest(place / "data.h5")}


class Evaluating(Work):
    """Records of what is measured of a run."""

    def __init__(self, programs, directory):
        super().__init__(programs, directory)
        self.whole = directory / "whole"
        ended = Training(programs, directory).begin(self.whole)
        assert ended.code == 0, ended.said

    def begin(self, place, **extra):
        shutil.copytree(self.whole, place)
        return self.programs.run("tandem", "evaluate", place, "--metrics", "objective_terms,reconstruction",
                                 **extra)

    def again(self, place):
        return self.programs.run("tandem", "evaluate", place, "--metrics", "objective_terms,reconstruction")

    def result(self, place):
        return {path.name: digest(path) for path in (place / "evaluations").glob("*.json")}


class Sweeping(Work):
    """A sweep's own files: its definition, journal and artifacts."""

    but = "/trials/"

    def __init__(self, programs, directory):
        super().__init__(programs, directory)
        data = runs.pack_digits(directory, num_train=64, num_test=16)
        self.file = directory / "sweep.yaml"
        runs.write_tiny_sweep(self.file, (
            f"data.path={data}", "model.hidden_widths=[4]", "model.latent_size=2", "steps=2",
            "batch.size=8", "report.every=1", "samples.every=2", "samples.count=2",
            "evaluation.every=1", "checkpoint.every=1"))

    def begin(self, place, **extra):
        return self.programs.run("tandem", "sweep", self.file, "--slots", 1, "--directory", place,
                                 **extra)

    def again(self, place):
        if (place / "sweep.yaml").exists():
            return self.programs.run("tandem", "sweep", "resume", place, "--slots", 1)
        return self.begin(place)

    def result(self, place):
        records = []
        for line in (place / "journal.log").read_text().splitlines():
            record = json.loads(line)
            for name in ("digest", "datetime_start", "datetime_complete"):
                record.pop(name, None)
            records.append(json.dumps(record, sort_keys=True))
        # A write that was killed leaves a file of another name, which nothing reads.
        artifacts = [path for path in (place / "artifacts").iterdir() if ".new-" not in path.name]
        return sorted(records) + sorted(map(digest, artifacts))


class FailingCalls(unittest.TestCase):
    """Kinds of work, kinds of calls."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-failing-calls-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.programs = nth_calls.Programs()
        cls.addClassCleanup(cls.programs.close)

    def walk(self, kind):
        """All kinds of failures of the calls; what is wrong is listed at the end."""
        directory = self.directory / kind.__name__
        directory.mkdir()
        work, draw = kind(self.programs, directory), random.Random(kind.__name__)
        place = directory / "undisturbed"
        plan = nth_calls.Plan(nth_calls.COUNTED, place, kind.but)
        ended = work.begin(place, **plan.environment)
        self.assertEqual(0, ended.code, ended.said)
        counts, _ = plan.end()
        expected = work.result(place)
        self.assertTrue(expected)
        wrong, self.num_missed, num_places = [], 0, 0
        for call in work.calls:
            count = counts[call]
            chosen = range(1, count + 1)
            if PLACES != "all":
                chosen = sorted(draw.sample(chosen, min(count, int(PLACES))))
            for number in chosen:
                hows = [BROKEN, KILLED, *([FULL, TORN] if call == "write" else [])]
                if PLACES != "all":
                    hows = draw.sample(hows, 1)
                for how in hows:
                    num_places += 1
                    wrong += self.try_once(work, expected, (call, number, how))
        print(f"{kind.__name__}: {num_places} places, {len(wrong)} wrong", flush=True)
        # On two ranks some calls, as those for the status, come more or less often as time goes by.
        self.assertLess(self.num_missed, 1 if work.ranks == 1 else max(num_places, 2) / 2,
                        "places where nothing went wrong")
        self.assertGreater(num_places, 0)
        self.assertEqual([], wrong, "\n".join(wrong))

    def try_once(self, work, expected, fault):
        """What is wrong with one failure."""
        call, number, how = fault
        place = work.directory / f"place-{call}-{number}-{how}"
        plan = nth_calls.Plan(fault, place, work.but)
        try:
            ended = work.begin(place, **plan.environment)
        except subprocess.TimeoutExpired as error:
            return [f"--- {call} {number} {how} ({plan.end()[1]}): {error}"]
        _, failed = plan.end()
        self.num_missed += not failed
        wrong = work.wrong_end(ended, failed, how)
        if ended.code != 0:
            again = work.again(place)
            if again.code != 0:
                wrong.append(f"again: {again.code}: {again.said}")
        if not wrong and work.result(place) != expected:
            wrong.append("other bytes")
        shutil.rmtree(place, ignore_errors=True)
        return [f"--- {call} {number} {how} ({failed}): {each}\n(said: {ended.said})"
                for each in wrong]

    def test_training(self):
        self.walk(Training)

    def test_training_where_calls_of_the_first_of_two_ranks_fail(self):
        self.walk(OneOfTwoRanks)

    def test_training_where_calls_of_the_second_of_two_ranks_fail(self):
        self.walk(SecondOfTwoRanks)

    def test_packing(self):
        self.walk(Packing)

    def test_sweeping(self):
        self.walk(Sweeping)

    def test_evaluating(self):
        self.walk(Evaluating)


if __name__ == "__main__":
    side_by_side.main(FailingCalls, at_once=2)
