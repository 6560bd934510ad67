#!/usr/bin/env bash
# Everything `make test` promises: checks, frontend tests and build, pytest on PostgreSQL and Redis, pytest, browser tests.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh
source scripts/checks.sh

frontend_tests() { npm run --prefix frontend --silent test; }
data_layer_on_postgres() { .venv-dev/bin/python -m tests.on_postgres -m "data_layer and not full" -n 3 --durations=10; }
unit_and_integration() { .venv-dev/bin/python -m pytest -m "not e2e and not full" -n 3 --durations=10; }
browser_tests() { .venv-dev/bin/python -m pytest -m "e2e and not full" -n 3 --dist loadfile --durations=10; }

require_python test
scripts/ensure_system_tools.sh
ensure_dev
run_beside "${SERVER_CHECKS[*]/#/check_}" "${FRONTEND_CHECKS[*]/#/check_} frontend_tests ensure_frontend"
run_steps data_layer_on_postgres unit_and_integration browser_tests
finish
