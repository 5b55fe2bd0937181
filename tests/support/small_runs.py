"""Every configuration as a run of seconds: narrow networks, small batches, made-up data."""

import re

import runs

# Smaller than the recipes, so that a test takes seconds; what is tested does not depend on it.
# Options of any family by their names, and what single families need besides.
SMALL_OPTIONS = {"base_channels": 4, "hidden_size": 24, "gibbs_steps": 2, "sampling_steps": 4,
                 "hidden_channels": 4, "discriminator_channels": 4, "num_blocks": 1,
                 "growth_rate": 2, "feature_size": 16,
                 "critic_warmup_updates": 3, "critic_updates": 2, "pool_size": 6,
                 "generator_widths": "[32,48]", "discriminator_widths": "[32]",
                 "reference_size": 4}
SMALL = {
    "deep_autoencoder": ["model.hidden_widths=[16]", "model.latent_size=5",
                         "~learners.machine_3", "~learners.machine_4",
                         "phases=[{name: a, steps: 2, objectives: [machine_1]}, "
                         "{name: b, steps: 2, objectives: [machine_2]}, "
                         "{name: c, objectives: [fine_tuning]}]"],
    "stacked_autoencoder": ["model.hidden_widths=[16, 12]", "model.corruption_levels=[0.1, 0.2]",
                            "~learners.layer_3",
                            "phases=[{name: a, steps: 2, objectives: [layer_1]}, "
                            "{name: b, steps: 2, objectives: [layer_2]}, "
                            "{name: c, objectives: [fine_tuning]}]"],
    "flow": ["model.couplings=1", "model.initial_squeezes=1", "model.num_scales=2"],
}
# Of all that happens every so many steps, some in few.
OFTEN = ["batch.size=16", "report.every=2", "samples.every=3", "evaluation.every=4",
         "checkpoint.every=2", "samples.count=4"]


def overrides(configuration, data):
    """Overrides that make the configuration small."""
    shown = runs.tandem("config", configuration, *data, "show")
    model = shown.split("\nmodel:", 1)[1].split("\nlearners:", 1)[0]
    names = re.findall(r"^ +(\w+):", model, re.MULTILINE)
    small = [f"model.{name}={value}" for name, value in SMALL_OPTIONS.items() if name in names]
    return small + SMALL.get(configuration.parent.name, [])


def pack_for(configuration, directory):
    """Packs what the configuration needs; returns overrides that name it."""
    text = configuration.read_text()
    data = configuration.stem.split("-")[0]
    if data == "sprites":
        path = directory / "data.h5"
        runs.tandem("pack", data, "--count", 400, "--output", path)
    elif data == "mnist":
        path = runs.pack_digits(directory)
    else:
        path = runs.pack_pictures(directory)
    if "family: pix2pix" in text:
        pairs = directory / "pairs.h5"
        derived = "edges" if data == "mnist" else "grey"
        runs.tandem("pack", "pairs", "--from", path, "--derive", derived, "--output", pairs)
        return [f"data.path={pairs}"]
    if "sources:" in text:
        return [f"data.sources.a.path={path}", f"data.sources.b.path={path}"]
    return [f"data.path={path}"]
