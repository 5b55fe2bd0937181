"""Tests under a real Slurm of two nodes on this machine: tiny runs over made-up digits, a job each."""

import functools
import pathlib
import shlex
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
import alone  # pylint: disable=wrong-import-position
import cluster  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

LONG = 100000  # steps of a run that is ended from outside

PROLOG = """\
#!/bin/sh
echo "$SLURMD_NODENAME $CUDA_VISIBLE_DEVICES" >>{given}
for _ in $(seq 300); do
  [ "$(wc -l <{given})" -ge 4 ] && exit 0
  sleep 0.1
done
exit 1
"""


MOST_TRIES = 3
# What Open MPI 4.1.4 prints where it crashes in MPI_Init: Slurm 22.05 lets ranks leave that before
# others have come so far, and the message of one then finds no receiver. On a busy machine it does so
# in one start of forty.
CRASH_OF_MPI = "Failing at address: (nil)"


def tried_again_where_mpi_crashes(cases):
    """A class of which each test begins anew, with another run, where MPI crashed in a start."""
    for name, test in list(vars(cases).items()):
        if name.startswith("test_"):
            setattr(cases, name, _tried_again(test))
    return cases


def _tried_again(test):
    @functools.wraps(test)
    def tried(case):
        for attempt in range(1, MOST_TRIES + 1):
            before = case.starts_that_crashed()
            try:
                test(case)
                return
            except Exception:
                if attempt == MOST_TRIES or case.starts_that_crashed() == before:
                    raise
            print(f"{case.id()} begins anew: MPI crashed in MPI_Init", flush=True)
            case.slurm.call("scancel", "--user=root")
            case.name_run(f"{test.__name__} {attempt + 1}")
    return tried


class SlurmCase(unittest.TestCase):
    """All its tests have one cluster."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-slurm-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory, num_train=400, num_test=20)
        (cls.directory / "slurm").mkdir()
        cls.slurm = cls.enterClassContext(
            cluster.Cluster(alone.root_of_slurm(), cls.directory / "slurm"))

    def setUp(self):
        self.name_run(self.id().rsplit(".", 1)[1])

    def name_run(self, name):
        # Digits and a quote: names are names, for the shell and for Slurm.
        self.run_path = self.directory / f"{name} it's 100%j"

    def starts_that_crashed(self):
        """How often logs say so; one crash may be in several."""
        return sum(log.read_text(errors="replace").count(CRASH_OF_MPI)
                   for log in self.directory.rglob("*.log"))

    def training(self, *overrides, steps=LONG):
        """Every step has a checkpoint, so that a stop leaves no trace in the metrics."""
        return (runs.ROOT / "experiments" / "vae" / "mnist.yaml", f"data.path={self.data}",
                f"steps={steps}", "batch.size=16", "report.every=2", f"samples.every={LONG}",
                f"evaluation.every={LONG}", "checkpoint.every=1", "samples.count=4",
                "model.hidden_widths=[16]", *overrides)

    def submit(self, *arguments, run=None, what="train", environment=None, **options):
        """Submits a job, of two ranks on each of two nodes by default; returns its number."""
        place = ("--run", run or self.run_path) if what == "train" else ()
        options = {"nodes": 2, "ntasks_per_node": 2, **options}
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()
                 if value is not None]
        said = self.slurm.call(*runs.command("submit", what, *arguments, *place, *flags),
                               **(environment or {}))
        return said.split("Submitted batch job ")[1].split()[0]

    def wait_for_state(self, number, *states, seconds=60):
        self.slurm.wait_until(lambda: self.slurm.job(number).get("JobState") in states,
                              f"job in state {states}", seconds)

    def words(self, number, run=None):
        own = self.directory / f"own-{number}.log"
        log = own if own.exists() else (run or self.run_path) / "logs" / f"slurm-{number}.log"
        return log.read_text() if log.exists() else "(no log)"

    def check_end(self, number, state, code, run=None):
        # A training of some thousand steps takes minutes where the machine has other work, too.
        self.wait_for_state(number, "COMPLETED", "FAILED", "CANCELLED", "NODE_FAIL", "TIMEOUT",
                            seconds=600)
        job = self.slurm.job(number)
        self.assertEqual((state, f"{code}:0"), (job["JobState"], job["ExitCode"]),
                         self.words(number, run))

    def last_step(self, run=None):
        return max((int(path.name[5:]) for path in ((run or self.run_path) / "checkpoints")
                    .glob("step-*")), default=0)

    def given_gpus(self, *arguments, run=None, **options):
        """The GPUs that Slurm gave four processes, of which each waits for the others."""
        given = self.run_path.with_name(f"given gpus to {self.run_path.name}")
        given.touch()
        prolog = self.directory / "note_gpus.sh"
        prolog.write_text(PROLOG.format(given=shlex.quote(str(given))))
        prolog.chmod(0o755)
        # As many places on each node as it has GPUs.
        number = self.submit(*arguments, f"--launcher-args=--task-prolog={prolog}",
                             ntasks_per_node=None, gpus_per_node=cluster.GPUS_PER_NODE, **options)
        self.check_end(number, "COMPLETED", 0, run=run)
        return sorted(given.read_text().splitlines())

    @staticmethod
    def nodes_of(run):
        """Of its ranks, in their order."""
        hosts = [path.read_text() for path in sorted((run / "status").glob("rank-*"))]
        return [node for text in hosts for node in cluster.NODES if f'"{node}"' in text]
