"""Files of runs, data sets and sweeps that are cut or have a bit flipped, before the programs that
read them: what is wrong is said with the name of the file, or nothing depends on it."""

import hashlib
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import nth_calls  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

# Places of damage in each kind of file.
PLACES = int(os.environ.get("TANDEM_DAMAGED_PLACES", "2"))
STEPS = 3
OFTEN = ("batch.size=8", "report.every=1", "samples.every=2", "samples.count=2",
         "evaluation.every=1", "checkpoint.every=1")
# Its checkpoints have averages of the weights.
VAE = ("vae", *OFTEN, "model.hidden_widths=[4]", "model.latent_size=2",
       "learners.elbo.average_decay=0.9")
# And those of this one the state of every lane.
MACHINE = ("boltzmann_machine", *OFTEN, "model.hidden_size=4", "model.persistent=true",
           "model.sampling_steps=2")
REFUSALS = (64, 65, 74)
# What looks at a run; those that train a step take the longest.
READERS = {
    "inspect": ("inspect", "{run}"),
    "evaluate": ("evaluate", "{run}", "--metrics", "objective_terms", "--json"),
    "report": ("report", "{run}", "--output", "{page}", "--force"),
    "compare": ("compare", "{run}"),
    "resume": ("resume", "{run}", f"steps={STEPS + 1}", "--ranks", "1"),
    "inspect machine": ("inspect", "{machine}"),
    "resume machine": ("resume", "{machine}", f"steps={STEPS + 1}", "--ranks", "1"),
    "audit": ("audit", "{run}", "--ranks", "1"),
    "data": ("inspect", "{data}"),
    "status": ("sweep", "status", "{sweep}"),
    "verify": ("sweep", "verify", "{sweep}"),
    "export": ("sweep", "export", "{sweep}"),
    "go on": ("sweep", "resume", "{sweep}"),
}
# Kinds of files, and who reads them.
NEWEST = f"checkpoints/step-{STEPS:08d}"
FILES = {
    "run/config.yaml": ("inspect", "evaluate", "report", "compare", "resume", "audit"),
    "run/manifest.json": ("resume", "report", "compare", "audit"),
    "run/metrics.jsonl": ("report", "compare", "resume", "audit"),
    "run/timing.jsonl": ("report", "compare"),
    "run/evaluations/*.json": ("evaluate", "report", "compare"),
    f"run/{NEWEST}/manifest.json": ("inspect", "evaluate", "resume", "report"),
    f"run/{NEWEST}/networks.safetensors": ("inspect", "evaluate", "resume"),
    f"run/{NEWEST}/average.safetensors": ("inspect", "evaluate", "resume"),
    f"run/{NEWEST}/training.safetensors": ("inspect", "resume"),
    f"run/{NEWEST}/state.json": ("inspect", "resume", "report"),
    f"machine/{NEWEST}/lane-*.safetensors": ("inspect machine", "resume machine"),
    "run/status/rank-0.json": ("report", "resume"),
    "data.h5": ("data", "evaluate", "resume"),
    "sweep/sweep.yaml": ("status", "verify", "export", "go on"),
    "sweep/configs/*": ("go on",),
    "sweep/journal.log": ("status", "verify", "export", "go on"),
}
# Nothing is computed from these: pictures to look at, scalars that TensorBoard alone reads, and
# what somebody typed.
HARMLESS = {
    "run/samples/*.png": ("compare", "resume"),
    "run/events.out.tfevents.*": ("report", "resume"),
    "run/overrides.txt": ("report", "resume"),
    "sweep/artifacts/*": ("status", "verify"),
}


def digests(directory):
    return {str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(directory.rglob("*")) if path.is_file()}


def without(answer, file):
    """An answer but for what the damaged file itself is."""
    return [{name: value for name, value in part.items() if not str(file).endswith(f"/{name}")}
            if isinstance(part, dict) else part for part in answer]


class Damage(unittest.TestCase):
    """Runs, their data and a sweep, again and again."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-damage-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.programs = nth_calls.Programs()
        cls.addClassCleanup(cls.programs.close)
        cls.place = cls.directory / "place"
        cls.place.mkdir()
        packed = runs.pack_digits(cls.directory, num_train=64, num_test=16)
        packed.rename(cls.place / "data.h5")
        for name, (family, *small) in (("run", VAE), ("machine", MACHINE)):
            cls.make("train", runs.ROOT / "experiments" / family / "mnist.yaml",
                     f"data.path={cls.place / 'data.h5'}", f"steps={STEPS}", *small, "--ranks", 1,
                     "--run", cls.place / name)
        cls.make("evaluate", cls.place / "run", "--metrics", "objective_terms")
        cls.make_sweep()
        cls.sound = cls.directory / "sound"
        shutil.copytree(cls.place, cls.sound)
        cls.expected = {}

    @classmethod
    def make(cls, *arguments):
        ended = cls.programs.run("tandem", *arguments)
        assert ended.code == 0, ended.said

    @classmethod
    def make_sweep(cls):
        file = cls.directory / "sweep.yaml"
        runs.write_tiny_sweep(file, (f"data.path={cls.place / 'data.h5'}", "steps=2", *VAE[1:]))
        cls.make("sweep", file, "--slots", 1, "--directory", cls.place / "sweep")

    def restore(self):
        shutil.rmtree(self.place)
        shutil.copytree(self.sound, self.place)

    def read(self, reader):
        """What a command says, answers and leaves."""
        places = {"run": self.place / "run", "machine": self.place / "machine",
                  "data": self.place / "data.h5", "sweep": self.place / "sweep",
                  "page": self.place / "page.html"}
        words = [word.format(**places) for word in READERS[reader]]
        ended = self.programs.run("tandem", *words, timeout=200)
        left = []
        if words[0] == "resume" and ended.code == 0:
            left = [runs.digests(pathlib.Path(words[1]), STEPS + 1)]
        if reader == "report" and ended.code == 0:
            left = [digests(self.place)["page.html"]]
        return ended, [ended.answer, *left]

    def sound_answer(self, reader):
        """Of undamaged files."""
        if reader not in self.expected:
            self.restore()
            ended, answer = self.read(reader)
            self.assertEqual(0, ended.code, f"{reader}: {ended.said}")
            self.expected[reader] = answer
        return self.expected[reader]

    def damage(self, pattern, draw):
        """Damages a file of a kind; returns it and a sentence."""
        file = draw.choice(sorted(path for path in self.place.glob(pattern) if path.stat().st_size))
        content = bytearray(file.read_bytes())
        at = draw.randrange(len(content))
        if draw.random() < 0.4:
            file.write_bytes(content[:at])
            return file, f"{file.name} cut to {at} bytes"
        # More trials and another placement are what somebody may have wished for.
        line = content[content.rfind(b"\n", 0, at) + 1:].split(b"\n")[0]
        if pattern == "sweep/sweep.yaml" and re.search(rb"trials|slots|retries|timeout", line):
            return self.damage(pattern, draw)
        bit = draw.randrange(8)
        content[at] ^= 1 << bit
        file.write_bytes(content)
        return file, f"{file.name} bit {bit} of byte {at}"

    def try_once(self, pattern, reader, draw):
        """What is wrong with how damage to a file is met, if anything; and how it was met."""
        expected = self.sound_answer(reader)
        self.restore()
        file, what = self.damage(pattern, draw)
        what = f"{pattern}: {what}: {reader}"
        try:
            ended, answer = self.read(reader)
        except subprocess.TimeoutExpired:
            return f"{what}: hangs", "hang"
        names = (file.name, file.parent.name if "checkpoints" in pattern else file.name)
        is_named = any(name in ended.said.replace(ended.answer, "", 1) for name in names)
        if ended.code == 0:
            if without(answer, file) == without(expected, file):
                return "", "said" if is_named else "same"
            # Lines up to somewhere are what a crash leaves.
            if is_named or (file.suffix in (".jsonl", ".log") and " cut to " in what):
                return "", "said" if is_named else "earlier"
            return f"{what}: not said:\n{ended.said}", "unsaid"
        if ended.code not in REFUSALS:
            return f"{what}: ended with {ended.code}:\n{ended.said}", "crash"
        return ("", "refused") if is_named else (f"{what}: not named:\n{ended.said}", "unnamed")

    def walk(self, files):
        """A number of places in each kind of file, read by one after the other of its readers."""
        wrong = []
        for pattern, readers in files.items():
            draw, counts = random.Random(pattern), {}
            turn = draw.randrange(len(readers))
            for i in range(PLACES):
                problem, met = self.try_once(pattern, readers[(turn + i) % len(readers)], draw)
                counts[met] = counts.get(met, 0) + 1
                if problem:
                    wrong.append(problem)
            print(f"{pattern}: {counts}", flush=True)
        self.assertEqual([], wrong, "\n".join(wrong))

    def test_what_is_damaged_is_named(self):
        self.walk(FILES)

    def test_what_nothing_depends_on_stops_nobody(self):
        self.walk(HARMLESS)


if __name__ == "__main__":
    unittest.main(verbosity=2)
