"""Runs every fuzzer of a build for some seconds from its kept corpus, one after the other.

run_fuzzers.py BUILD [--seconds N] [--only TARGET…]: one line per target; what a run finds is kept
below BUILD/fuzz, and the next run begins from it, too. Exits 1 where an input crashes a target, takes
too long or too much memory, and names the file with that input.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=8192"]


def numbers(pattern, said):
    return [int(number) for number in re.findall(pattern, said)] or [0]


def call(program, arguments):
    """Exit code of a fuzzer, and what it said."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # targets fsync their files
    with tempfile.TemporaryDirectory(prefix="tandem-fuzz-", dir=memory) as scratch:
        ended = subprocess.run([program, *LIMITS, *arguments], env={**os.environ, "TMPDIR": scratch},
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, check=False)
    return ended.returncode, ended.stderr.decode(errors="replace")


def is_quick_alone(program, said):
    """Whether the input that took too long does not when it is tried again: the machine stood still
    then, whose clock the limit is by. Its file is removed."""
    slow = re.search(r"Test unit written to (\S*timeout-\S+)", said)
    if not slow or call(program, [slow.group(1)])[0] != 0:
        return False
    pathlib.Path(slow.group(1)).unlink()
    return True


def run(program, seconds, kept):
    """What a fuzzer found, as a line, and whether it found nothing wrong."""
    name = program.name.removeprefix("fuzz_")
    found = kept / name
    found.mkdir(parents=True, exist_ok=True)
    end, log, goes_on = time.monotonic() + seconds, "", True
    while goes_on:
        left = max(1, round(end - time.monotonic()))
        code, said = call(program, [f"-max_total_time={left}", "-print_final_stats=1",
                                    f"-artifact_prefix={kept}/{name}-", found, CORPUS / name])
        log += said
        goes_on = False
        if code != 0 and is_quick_alone(program, said):
            code, goes_on = 0, time.monotonic() < end
    (kept / f"{name}.log").write_text(log)
    result = "ok"
    if code != 0:
        input_file = re.search(r"Test unit written to (\S+)", said)
        law = re.search(r"broken law: (.*)", said) or re.search(r"SUMMARY: (.*)", said)
        result = "FAILED: " + (law.group(1) if law else f"ended with {code}")
        result += f"; {input_file.group(1)}" if input_file else f"; {kept}/{name}.log"
    line = (f"{name:20} {sum(numbers(r'number_of_executed_units: *([0-9]+)', log)):9} executions  "
            f"{numbers(r'cov: ([0-9]+)', log)[-1]:5} edges  "
            f"{sum(numbers(r'new_units_added: *([0-9]+)', log)):5} new  {result}")
    return line, code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--only", nargs="+", default=[])
    arguments = parser.parse_args()
    programs = [path for path in sorted(arguments.build.resolve().glob("fuzz_*"))
                if path.is_file() and (CORPUS / path.name.removeprefix("fuzz_")).is_dir()
                and (not arguments.only or path.name.removeprefix("fuzz_") in arguments.only)]
    if not programs:
        print(f"{arguments.build}: no fuzzers here", file=sys.stderr)
        return 64
    all_are_well = True
    for program in programs:
        line, is_well = run(program, arguments.seconds, arguments.build.resolve() / "fuzz")
        all_are_well = all_are_well and is_well
        print(line, flush=True)
    return 0 if all_are_well else 1


if __name__ == "__main__":
    sys.exit(main())
