#!/usr/bin/env bash
# Take the pictures of the guides from the running demo and keep them in docs/images; look at them, then commit.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/lib.sh

require_python docs-screens
ensure_dev
ensure_frontend
.venv-dev/bin/python -m pytest -q --show-capture=no tests/e2e/guides/screens.py
git status --short docs/images
