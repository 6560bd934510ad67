#!/usr/bin/env bash
# Build frontend/dist if a source changed since the last build.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_python frontend
ensure_frontend
