"""The table of families in README.md: every family has a row, with its own sentence and its
configurations.

family_table.py            # exits with 1 and prints the rows that are not as they should be
family_table.py --write    # puts them right; those of new families come last
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import families  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

README = runs.ROOT / "README.md"
TABLE = re.compile(r"(\| family \|[^\n]*\n\|[-|]*\n)((?:\|[^\n]*\n)*)")


def row(name, sentence):
    """The row of a family."""
    stems = sorted(path.stem for path in (runs.ROOT / "experiments" / name).glob("*.yaml"))
    return f"| `{name}` | {sentence} | {', '.join(f'`{stem}`' for stem in stems)} |"


def main():
    """Checks or writes the table."""
    expected = {name: row(name, family["sentence"])
                for name, family in families.families().items()}
    text = README.read_text(encoding="utf-8")
    table = TABLE.search(text)
    if table is None:
        print("README.md has no table of families")
        return 1
    given = table[2].splitlines()
    names = [re.match(r"\| `(\w+)`", line)[1] for line in given]
    right = [expected[name] for name in names if name in expected]
    right += [line for name, line in expected.items() if name not in names]
    if sys.argv[1:] == ["--write"]:
        README.write_text(text[:table.start(2)] + "\n".join(right) + "\n" + text[table.end():],
                          encoding="utf-8")
        return 0
    for line in sorted(set(given) ^ set(right)):
        print(f"{'missing' if line in right else 'not as it should be'}: {line}")
    return int(given != right)


if __name__ == "__main__":
    sys.exit(main())
