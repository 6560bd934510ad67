#!/usr/bin/env bash
# Record the OpenAPI document's examples, then write the document with them.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/lib.sh

require_python examples
ensure_dev
.venv-dev/bin/python -m pytest -q --show-capture=no tests/api_schema/recording.py
scripts/schema.sh
