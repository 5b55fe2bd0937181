"""The learning curves of a sweep whose trials were all trained to their ends, a line of JSON each:
record_curves.py SWEEP > FILE."""

import json
import pathlib
import sys


def curves(journal):
    """By trial its family and its values, from the first evaluation on; fewer where it diverged."""
    trials = []
    for record in map(json.loads, journal.read_text().splitlines()):
        if record["op_code"] == 4:
            choices = json.loads(record["distributions"]["family"])["attributes"]["choices"]
            trials.append({"family": choices[record["params"]["family"]], "values": []})
        elif record["op_code"] == 7:
            trials[record["trial_id"]]["values"].append(float(f"{record['intermediate_value']:.6g}"))
    return trials


if __name__ == "__main__":
    for trial in curves(pathlib.Path(sys.argv[1]) / "journal.log"):
        print(json.dumps(trial))
