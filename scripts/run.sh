#!/usr/bin/env bash
# From a fresh clone to a running site: environment, frontend, then `manage.py serve` with demo data.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_python run
ensure_frontend
ensure_runtime
exec .venv/bin/python manage.py serve --demo
