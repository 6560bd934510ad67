#!/usr/bin/env bash
# Write docs/openapi.yaml and the frontend's API types from the code.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh
source scripts/checks.sh

require_python schema
ensure_dev
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
write_schema "$folder"
mv "$folder/openapi.yaml" docs/openapi.yaml
mv "$folder/schema.d.ts" frontend/src/api/schema.d.ts
