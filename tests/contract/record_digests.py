"""Digests of what every configuration makes in a few steps: taken before the code is rearranged and
compared afterwards, they tell whether a bit has changed.

record_digests.py > before.json
record_digests.py --compare before.json     # exits with 1 and names what differs
"""

import argparse
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
import small_runs  # pylint: disable=wrong-import-position

EXPERIMENTS = runs.ROOT / "experiments"


def digests_of(configuration, steps, ranks):
    """Digests by file name of a run of a configuration."""
    with tempfile.TemporaryDirectory(prefix="tandem-digests-") as name:
        directory = pathlib.Path(name)
        data = small_runs.pack_for(configuration, directory)
        run = directory / "run"
        runs.tandem("train", configuration, *data, f"steps={steps}", *small_runs.OFTEN,
                    *small_runs.overrides(configuration), "--ranks", ranks, "--run", run)
        return runs.digests(run, steps)


def differences(before, after):
    """Sentences about what is in one record and not, or otherwise, in the other."""
    for key in sorted(before.keys() | after.keys()):
        if key not in before or key not in after:
            yield f"{key}: only {'after' if key in after else 'before'}"
            continue
        names = sorted(before[key].keys() | after[key].keys())
        changed = [name for name in names if before[key].get(name) != after[key].get(name)]
        if changed:
            yield f"{key}: {', '.join(changed)}"


def main():
    """Prints the record, or compares it with an earlier one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--compare", type=pathlib.Path, help="an earlier record")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", default="", help="configurations with this in their names")
    options = parser.parse_args()
    record = {}
    for configuration in sorted(EXPERIMENTS.glob("*/*.yaml")):
        name = f"{configuration.parent.name}/{configuration.stem}"
        if configuration.parent.name == "sweeps":
            continue
        for ranks in options.ranks if options.only in name else []:
            print(f"{name}, {ranks} ranks", file=sys.stderr)
            record[f"{name}, {ranks} ranks"] = digests_of(configuration, options.steps, ranks)
    if options.compare is None:
        print(json.dumps(record, indent=1))
        return 0
    before = json.loads(options.compare.read_text())
    found = list(differences({key: value for key, value in before.items() if options.only in key},
                             record))
    print("\n".join(found) or f"no difference in {len(record)} runs")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
