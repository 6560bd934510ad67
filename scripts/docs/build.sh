#!/usr/bin/env bash
# The documentation site: docs/ as pages in site/, without anything that is fetched from elsewhere when it is read.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/lib.sh

ensure_venv .venv-dev "${DEV_LOCKS[@]}"
NO_MKDOCS_2_WARNING=1 .venv-dev/bin/mkdocs build --strict --quiet
say "The site lies in site/index.html."
