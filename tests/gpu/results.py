"""Figures of first light as they come: a line of JSON each in results.jsonl, and table.md made of all.

results.py OUT add STEP FIGURE VALUE VERDICT    one figure; VERDICT is ok, failed or not run
results.py OUT lines STEP CODE [PREFIX]         figures from lines of JSON on standard input
results.py OUT ratio STEP FIGURE MINE OTHER     of two figures that are there
results.py OUT run STEP FIGURE RUN CODE         what a training left in its directory
results.py OUT same STEP AT FIGURE RUN…         whether runs left the same bytes at a step
results.py OUT close STEP FIGURE RUN RUN BOUND  whether the losses of two runs are as close
results.py OUT end                              the totals; exit code 1 when something failed
"""

import fcntl
import hashlib
import json
import math
import pathlib
import sys

VERDICTS = ("ok", "failed", "not run")


def rows_of(out):
    path = out / "results.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def add(out, step, figure, value, verdict):
    """Appends a figure and makes the table anew. Steps do this side by side."""
    if verdict not in VERDICTS:
        raise SystemExit(f"no verdict '{verdict}': {', '.join(VERDICTS)}")
    row = {"step": step, "figure": figure.strip(), "value": value.strip(), "verdict": verdict}
    with open(out / "results.jsonl", "a+", encoding="utf-8") as lines:
        fcntl.flock(lines, fcntl.LOCK_EX)
        lines.write(json.dumps(row) + "\n")
        lines.flush()
        cells = [[str(each[name]).replace("|", "\\|").replace("\n", " ") for name in row]
                 for each in rows_of(out)]
        table = ["| step | figure | value | verdict |", "|---|---|---|---|"]
        table += [f"| {' | '.join(row_cells)} |" for row_cells in cells]
        (out / "table.md").write_text("\n".join(table) + "\n", encoding="utf-8")
    said = [part for part in (step, row["figure"], row["value"]) if part]
    print(f"{verdict:8}{': '.join(said)}", flush=True)


def lines(out, step, code, prefix=""):
    """Figures that a program printed; other lines are its own business."""
    found = False
    for line in sys.stdin:
        if not line.startswith("{"):
            continue
        found = True
        for figure, value in json.loads(line).items():
            text = f"{value:.4g}" if isinstance(value, float) else str(value)
            add(out, step, prefix + figure, text, "ok")
    if code != "0" or not found:
        add(out, step, prefix + "exit code", code, "failed")


def ratio(out, step, figure, mine, other):
    """Nothing where one of them is not there: what failed has its own row."""
    values = {row["figure"]: row["value"] for row in rows_of(out)}
    if mine in values and other in values:
        add(out, step, figure, f"{float(values[mine]) / float(values[other]):.2f}", "ok")


def json_lines(path):
    """The lines of values in a file, without those about checkpoints; none where there is no file."""
    if not path.exists():
        return []
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines:
        line.pop("digest", None)
    return [line for line in lines if "checkpoint" not in line]


def run(out, step, figure, directory, code):
    """Exit code, whether every metric is a number, the memory and the time of a step."""
    directory = pathlib.Path(directory)
    metrics, timing = (json_lines(directory / name) for name in ("metrics.jsonl", "timing.jsonl"))
    odd = sorted({name for line in metrics for name, value in line.items()
                  if not isinstance(value, (int, float)) or not math.isfinite(value)})
    said = [f"exit code {code}"]
    if odd:
        said.append("not finite: " + ", ".join(odd))
    if timing:
        said.append(f"{1000 * timing[-1]['step_seconds']:.1f} ms a step")
        if "peak_device_bytes" in timing[-1]:
            said.append(f"{timing[-1]['peak_device_bytes'] / 2**30:.2f} GiB")
    is_good = code == "0" and metrics and not odd
    add(out, step, figure, ", ".join(said), "ok" if is_good else "failed")


def digest_of(directory, last_step):
    """Of all that two runs of the same configuration must have in common at their end."""
    digest = hashlib.sha256((directory / "metrics.jsonl").read_bytes())
    files = sorted((directory / "checkpoints" / f"step-{int(last_step):08d}").glob("*.safetensors"))
    if not files:
        raise ValueError("did not get there")
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def same(out, step, last_step, figure, *directories):
    digests = {}
    for directory in map(pathlib.Path, directories):
        try:
            digests[directory.name] = digest_of(directory, last_step)
        except (OSError, ValueError):
            digests[directory.name] = "unfinished"
    values = set(digests.values())
    is_good = len(values) == 1 and "unfinished" not in values
    said = f"{len(digests)} times {values.pop()}" if is_good else \
        ", ".join(f"{name} {value}" for name, value in digests.items())
    add(out, step, figure, said, "ok" if is_good else "failed")


def close(out, step, figure, *arguments):
    """The largest relative difference of a loss term over all reports of two runs."""
    first, second = (json_lines(pathlib.Path(run) / "metrics.jsonl") for run in arguments[:2])
    bound = float(arguments[2])
    differences = [abs(mine[name] - value) / max(abs(value), 1e-12)
                   for mine, other in zip(first, second) for name, value in other.items()
                   if name != "step" and name in mine]
    if not differences or len(first) != len(second):
        add(out, step, figure, f"{len(first)} and {len(second)} reports", "failed")
        return
    add(out, step, figure, f"{max(differences):.2g}, at most {bound:g}",
        "ok" if max(differences) <= bound else "failed")


def end(out):
    counts = {verdict: sum(row["verdict"] == verdict for row in rows_of(out))
              for verdict in VERDICTS}
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) +
          f"; the table is {out / 'table.md'}")
    sys.exit(1 if counts["failed"] or not counts["ok"] else 0)


def main():
    commands = {each.__name__: each for each in (add, lines, ratio, run, same, close, end)}
    if len(sys.argv) < 3 or sys.argv[2] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[2]](pathlib.Path(sys.argv[1]), *sys.argv[3:])


if __name__ == "__main__":
    main()
