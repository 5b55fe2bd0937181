"""What the families say of themselves: sentence, fields of data, overrides that make them small."""

import functools
import json
import subprocess

import runs


@functools.cache
def families():
    """Facts by name of family."""
    listed = subprocess.run([runs.BUILD / "list_families"], stdout=subprocess.PIPE, check=True,
                            timeout=60)
    return json.loads(listed.stdout)


def family_of(configuration):
    """Facts of the family of a configuration below experiments/."""
    return families()[configuration.parent.name]
