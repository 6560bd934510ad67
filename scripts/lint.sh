#!/usr/bin/env bash
# Every check that is no test; all of them run, then the failed ones are named.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh
source scripts/checks.sh

require_python lint
ensure_dev
run_beside "${SERVER_CHECKS[*]/#/check_}" "${FRONTEND_CHECKS[*]/#/check_}"
finish
