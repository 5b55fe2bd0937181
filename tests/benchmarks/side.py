"""Runs one side of a benchmark and reads its line of JSON."""

import dataclasses
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Result:
    """Values of one comparison, one per pair, and the target for their median."""

    against: str
    values: list
    target: float
    at_most: bool = False
    unit: str = "×"
    digits: int = 2

    def is_met(self, median):
        return median <= self.target if self.at_most else median >= self.target

    def target_text(self):
        return f"{'at most' if self.at_most else 'at least'} {self.target:g}{self.unit}"


@dataclasses.dataclass
class Tools:
    """Where the programs are and how long to measure."""

    build: pathlib.Path
    scratch: pathlib.Path
    pairs: int
    seconds: float
    device: str = "cpu"

    def tandem(self, mode, *arguments, ranks=1):
        """Command of tandem's side in a mode of tandem-benchmark, under mpirun for more ranks."""
        command = [self.build / "tandem-benchmark", mode, *arguments, "--device", self.device,
                   "--seconds", self.seconds]
        if ranks > 1:
            command = ["mpirun", "--bind-to", "none", "--oversubscribe", "-np", ranks, *command]
        return command

    def peer(self, script, *arguments):
        return [sys.executable, HERE / script, *arguments, "--device", self.device, "--seconds",
                self.seconds]

    def run(self, command, timeout=120):
        """The objects in the lines of JSON that the command prints, at least one."""
        texts = [str(word) for word in command]
        done = subprocess.run(texts, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL, timeout=timeout, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0 or not lines:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise ValueError(f"{' '.join(texts)} ended with {done.returncode}: "
                             f"{said[-1] if said else 'no output'}")
        return lines

    def take_turns(self, sides, key="steps_per_second"):
        """Runs every side once per pair, in alternating order: {side: [rate per pair]}."""
        rates = {name: [] for name in sides}
        for pair in range(self.pairs):
            order = list(sides) if pair % 2 == 0 else list(reversed(sides))
            for name in order:
                rates[name].append(self.run(sides[name])[-1][key])
        for name, values in rates.items():
            print(f"  {name}: {' '.join(f'{value:.4g}' for value in values)} per second",
                  flush=True)
        return rates


def ratios(numerators, denominators):
    """Ratio of each pair."""
    return [mine / other for mine, other in zip(numerators, denominators)]
