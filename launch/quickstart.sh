#!/bin/bash
# Packs the built-in sprites, trains a β-VAE on them for a few minutes, on as many ranks as the
# machine has room for, and names the pictures (`make quickstart`). Continues a run that was
# interrupted, else starts a new one.
# quickstart.sh BUILD [STEPS [IMAGES]]
set -euo pipefail
cd "$(dirname "$0")/.."
tandem=$1/tandem
steps=${2:-1500}
count=${3:-20000}
data=runs/sprites-$count.h5

mkdir -p runs
[[ -f $data ]] || "$tandem" pack sprites --count "$count" --output "$data"

# The first run that is not finished: a new name, or one without its last checkpoint. What has no
# configuration never became a run.
number=1
while
  run=runs/quickstart-$number
  [[ -e $run ]] &&
    { [[ ! -e $run/config.yaml ]] || "$tandem" inspect "$run" --step "$steps" >/dev/null 2>&1; }
do
  number=$((number + 1))
done

if [[ -e $run ]]; then
  "$tandem" resume "$run"
else
  # Fewer steps than the recipe's 300000, each of them larger.
  "$tandem" train experiments/vae/sprites.yaml data.path="$data" steps="$steps" \
    learners.elbo.learning_rate=1e-3 report.every=50 samples.every=500 evaluation.every=500 \
    checkpoint.every=500 --run "$run"
fi

echo
echo "Images drawn from the prior, and grids of test images and what the model makes of them:"
printf '  %s\n' "$run"/samples/*"$steps"*.png
echo "Curves and pictures: .venv/bin/tensorboard --logdir $run"
