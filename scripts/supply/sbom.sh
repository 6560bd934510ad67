#!/usr/bin/env bash
# Write sbom/python.cdx.json, sbom/model.cdx.json and sbom/browser.cdx.json: bills of materials in CycloneDX, from the locks.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/lib.sh

require_python sbom
ensure_dev
mkdir -p sbom
for name in web model; do
    .venv-dev/bin/cyclonedx-py requirements "requirements/$name.txt" --output-reproducible --output-format JSON \
        --output-file "sbom/${name/web/python}.cdx.json"
done
npm sbom --prefix frontend --package-lock-only --sbom-format cyclonedx >sbom/browser.cdx.json
say "Written: sbom/python.cdx.json, sbom/model.cdx.json, sbom/browser.cdx.json"
