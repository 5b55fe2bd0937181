"""The page of real runs: what is in it, what is not, and that names on it do nothing."""

import base64
import hashlib
import html.parser
import pathlib
import re
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
USAGE = 64
BAD_INPUT = 65
HOSTILE = "<img src=x onerror=alert(1)>&\"'"
WITHOUT_CONTENT = ("meta", "img", "br")


class Page(html.parser.HTMLParser):
    """Collects what a page consists of; fails where elements do not close where they were opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.style, self.words = [], [], [], "", ""
        self.feed(text)
        self.close()
        if self.open:
            raise AssertionError(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in WITHOUT_CONTENT:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.words += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def values(self, wanted):
        return [value for _, name, value in self.attributes if name == wanted]


class Report(unittest.TestCase):
    """Two seeds of two configurations of a small model of made-up digits."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-report-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        data = runs.pack_digits(cls.directory, num_train=64, num_test=16)
        cls.runs = cls.directory / "runs"
        for seed in (1, 2):
            for width in (8, 16):
                runs.tandem("train", CONFIGURATION, f"data.path={data}", "steps=4", f"seed={seed}",
                            "batch.size=16", "report.every=1", "samples.every=4",
                            "samples.count=4", "evaluation.every=2", "checkpoint.every=4",
                            f"model.hidden_widths=[{width}]", "--ranks", 1,
                            "--run", cls.runs / f"{HOSTILE}-{seed}-{width}")
        cls.output = cls.directory / "report.html"
        cls.said = runs.tandem("report", cls.runs, "--output", cls.output)
        cls.text = cls.output.read_text(encoding="utf-8")
        cls.page = Page(cls.text)

    def test_it_says_what_it_wrote(self):
        self.assertIn("report.html: 4 runs", self.said)

    def test_it_has_no_part_that_acts_or_is_fetched(self):
        self.assertFalse({"script", "link", "iframe", "object", "form", "base"} &
                         set(self.page.tags))
        for tag, name, value in self.page.attributes:
            self.assertFalse(name.startswith("on") or name == "style", (tag, name))
            self.assertNotIn("url(", value)
            self.assertNotIn("http", value)
        for words in ("url(", "http", "@import"):
            self.assertNotIn(words, self.page.style)
        for source in self.page.values("src"):
            self.assertTrue(source.startswith("data:image/png;base64,iVBOR"))
        identities = self.page.values("id")
        self.assertEqual(len(identities), len(set(identities)))
        for link in self.page.values("href"):
            self.assertIn(link.removeprefix("#"), identities)

    def test_its_policy_allows_its_style_and_nothing_else(self):
        digest = hashlib.sha256(self.page.style.encode()).digest()
        source = f"'sha256-{base64.b64encode(digest).decode()}'"
        policy = next(value for value in self.page.values("content") if "default-src" in value)
        self.assertEqual(policy, "default-src 'none'; img-src data:; style-src " + source +
                         "; base-uri 'none'; form-action 'none'")
        self.assertLess(self.text.index("default-src"), self.text.index("<title>"))

    def test_names_are_shown_and_do_nothing(self):
        self.assertIn(f"{HOSTILE}-1-16", self.page.words)
        self.assertNotIn("<img src=x", self.text)

    def test_drawings_are_named_and_described(self):
        drawings = re.findall(r"<svg.*?</svg>", self.text, re.DOTALL)
        self.assertGreater(len(drawings), 4)
        for drawing in drawings:
            root = xml.etree.ElementTree.fromstring(drawing)
            if root.get("aria-hidden") == "true":
                continue
            self.assertEqual(root.get("role"), "img")
            self.assertEqual([child.tag for child in root][:2], ["title", "desc"])
            self.assertTrue(root[0].text)

    def test_tables_are_named_and_images_have_sizes(self):
        self.assertEqual(self.page.tags.count("table"), self.page.tags.count("caption"))
        headers = [name for tag, name, _ in self.page.attributes if tag == "th"]
        self.assertEqual(headers.count("scope"), self.page.tags.count("th"))
        images = [name for tag, name, _ in self.page.attributes if tag == "img"]
        for name in ("width", "height", "alt"):
            self.assertEqual(images.count(name), self.page.tags.count("img"))
        self.assertGreaterEqual(self.page.tags.count("img"), 4)

    def test_the_same_runs_give_the_same_bytes(self):
        again = self.directory / "again.html"
        runs.tandem("report", self.runs, "--output", again)
        self.assertEqual(again.read_bytes(), self.output.read_bytes())

    def test_what_is_there_is_kept_and_what_is_no_run_is_refused(self):
        self.assertIn("--force", runs.tandem("report", self.runs, "--output", self.output,
                                             expect=USAGE))
        runs.tandem("report", self.runs, "--output", self.output, "--force")
        nothing = self.directory / "nothing.html"
        self.assertIn("there is no run", runs.tandem(
            "report", self.directory / "idx", "--output", nothing, expect=BAD_INPUT))
        self.assertFalse(nothing.exists())


if __name__ == "__main__":
    unittest.main()
