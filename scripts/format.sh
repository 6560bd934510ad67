#!/usr/bin/env bash
# Rewrite Python and frontend sources in the project's format.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_python format
ensure_dev
.venv-dev/bin/ruff check --fix --quiet .
.venv-dev/bin/ruff format --quiet .
npm run --prefix frontend --silent format
