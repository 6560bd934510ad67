#!/usr/bin/env bash
# Everything `make test` promises: checks, frontend tests and build, pytest on PostgreSQL and Redis, pytest, browser tests.
# Tests wait as often as they compute, so what the server's code needs and what the browser needs run beside each other.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh
source scripts/checks.sh

frontend_tests() { npm run --prefix frontend --silent test; }
# Each process imports all that it collects, so it is given no more than it needs.
data_layer_on_postgres() {
    local files
    mapfile -t files < <(grep -rl --include='test_*.py' 'mark\.data_layer' tests)
    .venv-dev/bin/python -m tests.on_postgres -m "data_layer and not full" -n 3 --durations=10 "${files[@]}"
}
unit_and_integration() { .venv-dev/bin/python -m pytest -m "not full" --ignore=tests/e2e -n 3 --durations=10; }
browser_tests() { .venv-dev/bin/python -m pytest -m "not full" -n 2 --dist loadfile --durations=10 tests/e2e; }

require_python test
scripts/ensure_system_tools.sh &
tools=$!
ensure_dev
wait "$tools"
run_steps ensure_frontend
run_beside "${SERVER_CHECKS[*]/#/check_} data_layer_on_postgres unit_and_integration" \
    "${FRONTEND_CHECKS[*]/#/check_} frontend_tests browser_tests"
finish
