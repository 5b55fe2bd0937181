"""Files of anybody's making, with the built program."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
import signed_checkpoint  # pylint: disable=wrong-import-position

CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
ESCAPE, CSI = "\x1b", "\x9b"


def rename_a_tensor(checkpoint, name):
    """Gives the first tensor of the networks this name (as JSON has it), in a checkpoint that still
    verifies."""
    path = checkpoint / "networks.safetensors"
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    old = next(key for key in header if key != "__metadata__")
    text = content[8:8 + length].rstrip().replace(f'"{old}":'.encode(), f'"{name}":'.encode())
    text += b" " * (-len(text) % 8)
    content = len(text).to_bytes(8, "little") + text + content[8 + length:]
    path.write_bytes(content)
    signed_checkpoint.sign_again(checkpoint, path.name)


class Untrusted(unittest.TestCase):
    """What is shown of hostile files."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tandem-untrusted-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def check_harmless(self, said):
        for letter in said:
            self.assertTrue(letter == "\n" or letter.isprintable(), ascii(said))

    def test_what_a_terminal_obeys_is_not_shown_of_a_run(self):
        data = runs.pack_digits(self.directory, num_train=64, num_test=16)
        run = self.directory / "run"
        runs.tandem("train", CONFIGURATION, f"data.path={data}", "steps=1", "batch.size=16",
                    "samples.count=4", "model.hidden_widths=[16]", "--ranks", 1, "--run", run)
        config = run / "config.yaml"
        config.write_text(config.read_text() + f"# {ESCAPE}[2J{CSI}2J\n")
        rename_a_tensor(run / "checkpoints" / "step-00000001", "\\u009b2J\\u001b[2J\\nnext")
        said = runs.tandem("inspect", run)
        self.assertIn("\\xc2\\x9b2J\\x1b[2J\\x0anext  [", said)
        self.check_harmless(said)

    def test_what_a_terminal_obeys_is_not_shown_of_a_configuration(self):
        data = runs.pack_digits(self.directory, num_train=64, num_test=16)
        configuration = self.directory / "hostile.yaml"
        configuration.write_text(CONFIGURATION.read_text().replace(
            "evaluation: {", 'evaluation: {classifier: "a\\u009b2J\\u007f", ', 1))
        said = runs.tandem("config", configuration, f"data.path={data}", "show")
        self.assertIn('classifier: "a\\u009b2J\\u007f"', said)
        self.check_harmless(said)
        self.check_harmless(runs.tandem("config", configuration, "data.path=a\u009b\nb.h5",
                                        "model.latent_size=\x1bx", "show", expect=65))
        self.check_harmless(runs.tandem("inspect", self.directory / "a\x1b\u009b\nb.h5", expect=74))


if __name__ == "__main__":
    unittest.main(verbosity=2)
