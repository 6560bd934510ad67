#!/usr/bin/env bash
# Write docs/operations/licences.md from the locks.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/lib.sh

require_python licences
ensure_dev
exec .venv-dev/bin/python -m scripts.supply.licences
