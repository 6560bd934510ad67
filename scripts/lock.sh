#!/usr/bin/env bash
# Write the locked requirement sets from requirements/*.in; hashes of every published wheel, no registry addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

ensure_venv .venv-dev "${DEV_LOCKS[@]}"

compile() {
    # The machine's own pip settings (mirrors, local wheels) must not leak into a lock.
    env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
        CUSTOM_COMPILE_COMMAND="make lock" .venv-dev/bin/pip-compile --quiet --no-config --generate-hashes \
        --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "${@:2}" \
        --output-file "requirements/$1.txt" "requirements/$1.in"
}

for name in web dev build; do
    compile "$name" --allow-unsafe
done
# Torch, and what its CUDA build brings along, come by torch.txt.
compile model --unsafe-package torch --unsafe-package torchvision
.venv-dev/bin/python scripts/locks/without_torch.py requirements/model.txt
