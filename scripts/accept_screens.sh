#!/usr/bin/env bash
# Draws the pages of tests/e2e/looks/test_visual.py anew and keeps them as references in tests/e2e/visual; commit those.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_python accept-screens
ensure_dev
ensure_frontend
ACCEPT_SCREENS=1 .venv-dev/bin/python -m pytest -q tests/e2e/looks/test_visual.py -k as_accepted
git status --short tests/e2e/visual
