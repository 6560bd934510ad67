#!/usr/bin/env bash
# The tests with the large counts: on SQLite, then those of the data layer on PostgreSQL and Redis.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

full_on_postgres() { .venv-dev/bin/python -m tests.on_postgres -m "data_layer and full"; }
full() { .venv-dev/bin/python -m pytest -m full; }

require_python test-full
scripts/ensure_system_tools.sh
ensure_dev
ensure_frontend
run_steps full_on_postgres full
finish
