"""What checkpoints cost a training: those that it waits for beside those written meanwhile."""

import json
import pathlib
import shutil
import subprocess
import time

from side import Result, ratios

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS, EVERY = 80, 20
# 50 million weights: 600 MB of checkpoint with both moments of Adam.
OPTIONS = ("model.hidden_widths=[5200,4000]", "batch.size=32", "batch.micro_batches=1",
           f"steps={STEPS}", f"checkpoint.every={EVERY}", "checkpoint.keep=2", "report.every=1",
           "evaluation.every=100000", "evaluation.metrics=[]", "samples.every=100000")


def train(tools, data, background):
    """A run from its first step to its end: (longest pause at a save, seconds of it all, weights)."""
    run = tools.scratch / "saving"
    shutil.rmtree(run, ignore_errors=True)
    begin = time.perf_counter()
    subprocess.run(
        [tools.build / "tandem", "train", ROOT / "experiments/vae/mnist.yaml", f"data.path={data}",
         *OPTIONS, f"checkpoint.background={str(background).lower()}", "--ranks", "1", "--run", run],
        check=True, capture_output=True)
    seconds = time.perf_counter() - begin
    lines = [json.loads(line) for line in (run / "timing.jsonl").read_text().splitlines()]
    manifest = run / "checkpoints" / f"step-{STEPS:08}" / "manifest.json"
    return max(line["saving_seconds"] for line in lines), seconds, manifest.read_text()


def compare(tools, data):
    """Both in turns."""
    pauses, seconds = {True: [], False: []}, {True: [], False: []}
    for pair in range(tools.pairs):
        manifests = set()
        for background in ((True, False) if pair % 2 else (False, True)):
            pause, total, manifest = train(tools, data, background)
            pauses[background].append(pause)
            seconds[background].append(total)
            manifests.add(manifest)
        if len(manifests) != 1:
            raise ValueError("the checkpoints differ")
    for background, name in ((False, "waited for"), (True, "meanwhile")):
        print(f"  {name}: longest pause {' '.join(f'{value:.2f}' for value in pauses[background])}"
              f" s, whole run {' '.join(f'{value:.1f}' for value in seconds[background])} s",
              flush=True)
    yield Result("waiting for them, longest pause of a step", ratios(pauses[False], pauses[True]),
                 2.0)
    yield Result("waiting for them, whole run", ratios(seconds[False], seconds[True]), 1.1)
