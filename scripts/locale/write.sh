#!/usr/bin/env bash
# Gather the server's texts into the translation catalogues, compile them, and name what is not translated yet.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/lib.sh

require_python locale
ensure_dev
exec .venv-dev/bin/python scripts/locale/translations.py
