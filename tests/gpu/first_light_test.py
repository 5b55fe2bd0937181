"""first_light.sh with programs that only pretend, on a machine without a GPU: every step is started
and recorded, what needs a GPU says so, and what goes wrong is a failure."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent

WORKER = """#!/bin/bash
case $1 in
  doctor)
    [[ $LD_LIBRARY_PATH == *"$DRIVER" ]] || GPUS=0
    printf "tandem      0.0\\nGPUs        ${GPUS:-0}\\n" ;;
  run | train)
    run=${@: -1}
    mkdir -p "$run/checkpoints/step-00000004"
    echo "${LOSS:-{\\"step\\": 2, \\"loss\\": 0.5\\}}" >"$run/metrics.jsonl"
    echo '{"step": 2, "step_seconds": 0.25, "peak_device_bytes": 1073741824}' >"$run/timing.jsonl"
    echo "weights ${SPOILT:+$PYTORCH_NO_CUDA_MEMORY_CACHING}" \\
      >"$run/checkpoints/step-00000004/networks.safetensors"
    [[ $TANDEM_TEST_FAULT ]] && exit 137
    [[ $BROKEN && $2 == *"/$BROKEN/"* ]] && exit 70
    exit 0 ;;
esac
"""
BENCHMARK = """#!/bin/bash
echo '{"steps_per_second": 200.0, "device": "cpu"}'
"""
PAIR = """#!/bin/bash
echo '[==========] tests of a communicator'
((${@: -1} == 2)) && echo '{"ordered sum of 1 KiB over 2 ranks, µs": 25.5}'
exit 0
"""
# Stands in for the interpreter with torch.
PYTHON = f"""#!/bin/bash
case "$*" in
  *find_spec*) echo /nowhere ;;
  *CS_GNU_LIBC_VERSION*) echo "${{GLIBC:-2.36}}" ;;
  *graph_peers*) echo '{{"vae, eager PyTorch, steps/s": 100.0}}' ;;
  *) exec {sys.executable} "$@" ;;
esac
"""


class FirstLight(unittest.TestCase):
    """One run of the script after another, each into a folder of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tandem-first-light-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        programs = {"kit/bin/tandem-worker": WORKER, "kit/bin/tandem-benchmark": BENCHMARK,
                    "kit/bin/rank_tests": BENCHMARK, "kit/bin/nccl_tests": PAIR,
                    "python": PYTHON}
        for name, text in programs.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755)

    def say(self, expect, **environment):
        """What the script prints."""
        out = self.directory / "out"
        done = subprocess.run(
            [HERE / "first_light.sh", self.directory / "kit", out], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True, timeout=280, check=False,
            env={**os.environ, "PYTHON": str(self.directory / "python"), "DEVICE": "cpu",
                 **environment})
        self.assertEqual(expect, done.returncode, done.stdout + (out / "log.txt").read_text())
        return done.stdout

    def run_script(self, expect, **environment):
        """What was recorded: {(step, figure): (value, verdict)}."""
        out = self.directory / "out"
        self.say(expect, **environment)
        rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
        # A table has a head of two lines, then the same rows.
        self.assertEqual(len(rows) + 2, len((out / "table.md").read_text().splitlines()))
        return {(row["step"], row["figure"]): (row["value"], row["verdict"]) for row in rows}

    def test_every_step_is_recorded(self):
        rows = self.run_script(0)
        self.assertEqual(("0", "ok"), rows["doctor", "GPUs"])
        self.assertEqual(("exit code 0, 250.0 ms a step, 1.00 GiB", "ok"),
                         rows["families", "vae, 2 steps"])
        families = {path.parent.name for path in (HERE / "../../experiments").glob("*/mnist*.yaml")}
        self.assertEqual(len(families), sum(step == "families" for step, _ in rows))
        self.assertIn("5 times", rows["digests", "vae: twice, launches wait, no caching, killed and "
                                                 "resumed"][0])
        self.assertEqual(("200", "ok"), rows["speed", "dcgan, M = 8: steps_per_second"])
        self.assertEqual(("2.00", "ok"), rows["peers", "vae: tandem with M = 1 over eager PyTorch"])
        for step in ("communication", "GPU against CPU", "ceilings", "sanitizer"):
            self.assertEqual(("needs a GPU", "not run"), rows[step, ""])

    def test_a_gpu_that_tandem_does_not_find_is_a_failure(self):
        smi = self.directory / "nvidia-smi"
        smi.write_text("#!/bin/bash\necho 'NVIDIA H200, 570.1, 143771 MiB'\n")
        smi.chmod(0o755)
        machine = {"DEVICE": "cuda", "PATH": f"{self.directory}:{os.environ['PATH']}",
                   "GPUS": "1", "DRIVER": ":/of/the/driver"}
        rows = self.run_script(1, **machine)
        self.assertEqual(("NVIDIA H200, 570.1, 143771 MiB", "ok"),
                         rows["machine", "GPU, driver, memory"])
        self.assertEqual(("none, where nvidia-smi finds one: is libcuda.so.1 found?", "failed"),
                         rows["doctor", "GPUs"])
        # Where the machine says itself where its driver lies.
        rows = self.run_script(1, **machine, LD_LIBRARY_PATH="/of/the/driver")
        self.assertEqual(("1", "ok"), rows["doctor", "GPUs"])

    def test_without_a_gpu_every_step_that_needs_one_says_so(self):
        rows = self.run_script(0, DEVICE="cuda")
        for step in ("families", "communication", "digests", "GPU against CPU", "ceilings", "speed",
                     "peers", "sanitizer"):
            self.assertEqual(("needs a GPU", "not run"), rows[step, ""])

    def test_sums_of_two_ranks_are_timed_and_three_may_be_there(self):
        # Other steps fail: they are about a real GPU.
        rows = self.run_script(1, DEVICE="cuda", GPUS="1")
        self.assertEqual(("25.5", "ok"),
                         rows["communication", "ordered sum of 1 KiB over 2 ranks, µs"])
        for figure in ("tests of one rank", "two ranks on one GPU, a lost peer",
                       "three ranks, as evaluation may have"):
            self.assertEqual(("exit code 0", "ok"), rows["communication", figure])

    def test_an_older_glibc_is_said_at_once(self):
        self.assertEqual("the programs of the kit need glibc 2.36, and this machine has 2.31\n",
                         self.say(69, GLIBC="2.31"))

    def test_a_family_that_fails_is_named(self):
        rows = self.run_script(1, BROKEN="flow")
        self.assertEqual("failed", rows["families", "flow, 2 steps"][1])
        self.assertIn("exit code 70", rows["families", "flow, 2 steps"][0])
        self.assertEqual("ok", rows["families", "gan, 2 steps"][1])

    def test_other_bytes_are_a_failure(self):
        rows = self.run_script(1, SPOILT="yes")
        value, verdict = rows["digests", "wgan_gp: twice, launches wait, no caching, killed and "
                                         "resumed"]
        self.assertEqual("failed", verdict)
        self.assertIn("no-caching", value)

    def test_a_loss_that_is_no_number_is_a_failure(self):
        rows = self.run_script(1, LOSS='{"step": 2, "loss": NaN}')
        self.assertIn("not finite: loss", rows["families", "vae, 2 steps"][0])

    def test_without_time_nothing_is_started(self):
        rows = self.run_script(1, BUDGET="0")
        self.assertEqual({"not run"}, {verdict for _, verdict in rows.values()})

    def test_losses_are_compared_relatively(self):
        for name, loss in (("a", 1000.0), ("b", 1000.05), ("c", 1001.0)):
            (self.directory / name).mkdir()
            (self.directory / name / "metrics.jsonl").write_text(
                json.dumps({"step": 1, "loss": loss}) + "\n")
        for other, verdict in (("b", "ok"), ("c", "failed")):
            done = subprocess.run(
                [sys.executable, HERE / "results.py", self.directory, "close", "places", other,
                 self.directory / "a", self.directory / other, "1e-4"],
                stdout=subprocess.PIPE, text=True, check=True)
            self.assertTrue(done.stdout.startswith(verdict), done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
