#!/usr/bin/env bash
# Measure every promise and print one table; names as arguments choose some.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_python bench
scripts/ensure_system_tools.sh
ensure_dev
ensure_frontend
ensure_runtime
exec .venv-dev/bin/python -m bench "$@"
