"""Speed and memory of tandem beside the same work in Python (`make bench`).

Sides of a row take turns in one run, so that what else the machine does meets both; a ratio is
that of one pair, and the median and quartiles are those of the ratios.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import rows
from side import Tools


def quartiles(values):
    if len(values) == 1:
        return values * 3
    return statistics.quantiles(values, n=4, method="inclusive")


def print_result(result):
    """One line of the table: what was compared, the target, and what came out."""
    low, median, high = quartiles(result.values)
    verdict = "met" if result.is_met(median) else "missed"
    print(f"  against {result.against}: {median:.{result.digits}f}{result.unit} "
          f"(quartiles {low:.{result.digits}f} to {high:.{result.digits}f}), "
          f"target {result.target_text()}: {verdict}", flush=True)
    return verdict == "met"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu",
                        help="of both sides, in the rows that train")
    parser.add_argument("--only", default=",".join(rows.ROWS), help="rows, separated by commas")
    options = parser.parse_args()
    unknown = set(options.only.split(",")) - set(rows.ROWS)
    if unknown:
        parser.error(f"no row {', '.join(sorted(unknown))}; there are {', '.join(rows.ROWS)}")
    return options


def main():
    options = parse_arguments()
    if os.geteuid() == 0:  # Open MPI refuses root unless told otherwise
        os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {options.pairs} pairs of "
          f"{options.seconds:g} s", flush=True)
    num_met, num_results, broken = 0, 0, []
    with tempfile.TemporaryDirectory() as scratch:
        tools = Tools(options.build.resolve(), pathlib.Path(scratch), options.pairs,
                      options.seconds, options.device)
        for name in options.only.split(","):
            title, measure = rows.ROWS[name]
            print(f"{name}: {title}", flush=True)
            try:
                for result in measure(tools):
                    num_results += 1
                    num_met += print_result(result)
            except (OSError, subprocess.SubprocessError, ValueError) as error:
                broken.append(name)
                print(f"  could not be measured: {error}", flush=True)
    print(f"{num_met} of {num_results} targets met" +
          (f"; not measured: {', '.join(broken)}" if broken else ""))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
