"""Ranks, launchers and mpirun are killed at random, again and again, in runs of five families: what
goes on has the bytes of runs that nothing disturbed, after each of the kills."""

import collections
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import side_by_side  # pylint: disable=wrong-import-position
from disturbed_runs import (DisturbedRuns, is_training,  # pylint: disable=wrong-import-position
                            status_of, wait_until)

# Kills of all families together; more of them where there is time.
KILLS = int(os.environ.get("TANDEM_RANK_KILLS", "4"))
SEED = int(os.environ.get("TANDEM_KILL_SEED", random.SystemRandom().randrange(10**6)))
FAMILIES = ("vae", "gan", "wgan_gp", "flow", "boltzmann_machine")
VICTIMS = ("rank 0", "rank 1", "mpirun", "launcher")
STOPPED, RANK_LOST = 75, 76
# Why a launcher begins again.
RESTART = re.compile(r"^tandem: (.*)\nrestart \d+ of 2 in ", re.MULTILINE)


def kills_by_family():
    """How many kills each family gets; few kills are those of few families."""
    draw = random.Random(SEED)
    chosen = draw.sample(FAMILIES, max(1, min(len(FAMILIES), KILLS // 2)))
    return {family: KILLS // len(chosen) + (i < KILLS % len(chosen))
            for i, family in enumerate(chosen)}


def digest_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Kills(DisturbedRuns, unittest.TestCase):
    """A test for every family."""

    # What runs are compared with keeps all of its checkpoints.
    whole_options = ("checkpoint.keep=1000000",)

    def pid_of(self, victim):
        """None where it is not there."""
        if victim == "launcher":
            return self.process.pid
        if victim == "mpirun":
            found = subprocess.run(["pgrep", "-P", str(self.process.pid), "mpirun"],
                                   capture_output=True, text=True, check=False).stdout.split()
            return int(found[0]) if found else None
        return status_of(self.run_directory, int(victim[-1])).get("pid")

    def pids(self):
        return {victim: self.pid_of(victim) for victim in VICTIMS}

    def goes_on(self):
        """Where the launcher has given up, another one is started."""
        code = self.process.poll()
        if code is None:
            return
        self.said.append(self.process.communicate(timeout=60)[0])
        self.assertIn(code, (RANK_LOST, -signal.SIGKILL), self.said[-1])
        self.process = self.start_command([str(self.tandem), "resume", str(self.run_directory),
                                           "--ranks", "2", "--max-restarts", "2"], {}, {})

    def new_ranks_are(self, what):
        """Whether both ranks of a start that nothing was killed of yet are as wanted."""
        self.goes_on()
        pids = [self.pid_of(victim) for victim in VICTIMS[:2]]
        return not self.killed & set(pids) and all(map(what, (0, 1)))

    def wait_for_moment(self, draw):
        """A moment of the start of ranks, or some steps later."""
        is_early = draw.random() < 0.2
        steps = draw.randrange(1, 20)
        run = self.run_directory
        wait_until(lambda: self.new_ranks_are(lambda rank: status_of(run, rank)), "ranks")
        if is_early:
            time.sleep(draw.uniform(0, 0.5))
            return
        wait_until(lambda: self.new_ranks_are(lambda rank: is_training(run, rank)), "training")
        step = status_of(run, 0)["step"] + steps
        wait_until(lambda: self.new_ranks_are(lambda rank: is_training(run, rank, step)), "a step")

    def kill(self, victim):
        """Kills it; without launcher, waits for what that has left."""
        before = self.pids()
        if before[victim] is None:
            return False
        self.keep_what_is_there()
        os.kill(before[victim], signal.SIGKILL)
        self.killed |= {before["rank 0"], before["rank 1"]}
        if victim == "launcher":
            for pid in filter(None, before.values()):
                wait_until(lambda pid=pid: not pathlib.Path(f"/proc/{pid}").exists()
                           or pid == self.process.pid, f"the end of {pid}")
        return True

    def keep_what_is_there(self):
        """The values that the run has reported, and the files of its newest checkpoint."""
        metrics = self.run_directory / "metrics.jsonl"
        values = metrics.read_bytes() if metrics.exists() else b""
        checkpoints = sorted((self.run_directory / "checkpoints").glob("step-*"))
        self.kept.append((values[:values.rfind(b"\n") + 1],
                          {(path.parent.name, path.name): digest_of(path)
                           for checkpoint in checkpoints[-1:] for path in checkpoint.iterdir()}))

    def check_kept(self, steps):
        """Whatever was there at each kill is that of a run of so many steps that nothing disturbed;
        returns at how many kills a checkpoint was there."""
        self.whole_run(steps)
        whole, num_checkpoints = self.whole_place(steps), 0
        expected = (whole / "metrics.jsonl").read_bytes()
        for i, (values, files) in enumerate(self.kept):
            num_bytes = min(len(values), len(expected))
            self.assertEqual(expected[:num_bytes], values[:num_bytes], f"values at kill {i + 1}")
            # A checkpoint that ranks saved as they missed their launcher is of any step.
            there = {path.parent.name for path in whole.glob("checkpoints/*/manifest.json")}
            files = {name: digest for name, digest in files.items() if name[0] in there}
            for (step, name), digest in files.items():
                self.assertEqual(digest_of(whole / "checkpoints" / step / name), digest,
                                 f"{step}/{name} at kill {i + 1}")
            num_checkpoints += bool(files)
        return num_checkpoints

    def check_causes(self, starts):
        """The manifest says of every start that a launcher made again why it did."""
        causes = [RESTART.findall(said) for said in self.said]
        recorded = [start.get("restarted_because") for start in starts]
        self.assertLessEqual(recorded.count(None), len(self.said), "of one start each no cause")
        self.assertLessEqual(set(recorded) - {None}, set(sum(causes, [])))
        # The last start has trained, and so has its entry.
        self.assertEqual(causes[-1][-1] if causes[-1] else None, recorded[-1])

    def kill_again_and_again(self, family, number):
        """That many kills, and comparisons with a run without."""
        self.family, self.killed, self.said, self.kept = family, {None}, [], []
        draw, kills = random.Random(f"{SEED} {family}"), collections.Counter()
        self.run_directory, self.process = self.start(more=("--max-restarts", 2))
        while kills.total() < number:
            self.wait_for_moment(draw)
            victim = draw.choice(VICTIMS)
            kills[victim] += self.kill(victim)
        wait_until(lambda: self.new_ranks_are(lambda rank: is_training(self.run_directory, rank)),
                   "training after the last kill")
        self.process.send_signal(signal.SIGTERM)
        self.said.append(self.end_of(self.process, STOPPED))
        starts = json.loads((self.run_directory / "manifest.json").read_text())["starts"]
        self.check_causes(starts)
        num_checkpoints = self.check_kept(self.check_goes_on(self.run_directory))
        print(f"{family}: {number} kills in {len(starts)} starts: {dict(kills)}; compared at each, "
              f"at {num_checkpoints} with a checkpoint", flush=True)


def test_of(family, number):
    """A method of that name."""
    return lambda self: self.kill_again_and_again(family, number)


for each, count in kills_by_family().items():
    setattr(Kills, f"test_{each}", test_of(each, count))


if __name__ == "__main__":
    print(f"TANDEM_KILL_SEED={SEED}", flush=True)
    side_by_side.main(Kills, at_once=2)
