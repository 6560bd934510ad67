#!/usr/bin/env bash
# The tests with the large counts: on SQLite, then those of the data layer on PostgreSQL and Redis.
# test_full.sh PLACE...: those of these files or folders alone, on SQLite.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

full_on_postgres() { .venv-dev/bin/python -m tests.on_postgres -m "data_layer and full"; }
full() { .venv-dev/bin/python -m pytest -m full "${places[@]}"; }

require_python test-full
scripts/ensure_system_tools.sh
ensure_dev
ensure_frontend
places=("$@")
steps=(full_on_postgres full)
[[ $# == 0 ]] || steps=(full)
run_steps "${steps[@]}"
finish
