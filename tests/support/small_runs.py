"""Every configuration as a run of seconds: narrow networks, small batches, made-up data."""

import families
import runs

# Of all that happens every so many steps, some in few.
OFTEN = ["batch.size=16", "report.every=2", "samples.every=3", "evaluation.every=4",
         "checkpoint.every=2", "samples.count=4"]


def overrides(configuration):
    """Overrides that make the configuration small; what is tested does not depend on it."""
    return families.family_of(configuration)["small"]


def pack_for(configuration, directory):
    """Packs what the configuration needs; returns overrides that name it."""
    fields = families.family_of(configuration)["fields"]
    data = configuration.stem.split("-")[0]
    if data == "sprites":
        path = directory / "data.h5"
        runs.tandem("pack", data, "--count", 400, "--output", path)
    elif data == "mnist":
        path = runs.pack_digits(directory)
    else:
        path = runs.pack_pictures(directory)
    if "target" in fields:
        pairs = directory / "pairs.h5"
        derived = "edges" if data == "mnist" else "grey"
        runs.tandem("pack", "pairs", "--from", path, "--derive", derived, "--output", pairs)
        return [f"data.path={pairs}"]
    sources = sorted({field.split("/")[0] for field in fields if "/" in field})
    return [f"data.sources.{name}.path={path}" for name in sources] or [f"data.path={path}"]
