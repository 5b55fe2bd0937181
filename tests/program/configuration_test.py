"""What `tandem config` says of a configuration, with the built program."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
USAGE = 64


class Configuration(unittest.TestCase):
    """The three actions."""

    def test_what_is_shown_is_a_configuration_that_says_the_same(self):
        shown = runs.tandem("config", CONFIGURATION, "batch.size=64", "show")
        self.assertRegex(shown, r"(?m)^batch:\n  size: 64\n")
        with tempfile.TemporaryDirectory(prefix="tandem-configuration-") as directory:
            again = pathlib.Path(directory) / "again.yaml"
            again.write_text(shown)
            self.assertEqual(runs.tandem("config", again, "show"), shown)

    def test_the_schema_has_the_options_of_the_family(self):
        schema = json.loads(runs.tandem("config", CONFIGURATION, "schema"))
        model = schema["properties"]["model"]["properties"]
        self.assertEqual(model["latent_size"]["type"], "integer")
        self.assertIn("elbo", schema["properties"]["learners"]["properties"])

    def test_help_explains_all_options_or_those_below_a_name(self):
        everything = runs.tandem("config", CONFIGURATION, "help")
        learners = runs.tandem("config", CONFIGURATION, "help", "learners")
        self.assertRegex(everything, r"  data\.path .*\[anytime\]")
        self.assertRegex(learners, r"  learners\.elbo\.learning_rate .*\[live\]")
        self.assertNotIn("data.path", learners)

    def test_what_nobody_knows_is_refused(self):
        said = runs.tandem("config", CONFIGURATION, "help", "lerners", expect=USAGE)
        self.assertIn("Did you mean 'learners'?", said)
        runs.tandem("config", CONFIGURATION, "shw", expect=USAGE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
