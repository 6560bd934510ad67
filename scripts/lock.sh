#!/usr/bin/env bash
# Write the locked requirement sets from requirements/*.in; hashes of every published wheel, no registry addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

ensure_venv .venv-dev requirements/web.txt requirements/dev.txt

compile() {
    # The machine's own pip settings (mirrors, local wheels) must not leak into a lock.
    env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
        CUSTOM_COMPILE_COMMAND="make lock" .venv-dev/bin/pip-compile --quiet --no-config --generate-hashes \
        --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
        --output-file "requirements/$1.txt" "requirements/$1.in"
}

for name in web dev build; do
    compile "$name"
done
