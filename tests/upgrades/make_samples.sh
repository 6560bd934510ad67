#!/usr/bin/env bash
# Writes the sample of one stand of the tables with the code of that time: make_samples.sh COMMIT NAME [postgres]
# The environment must suit that version. docs/operations/upgrade.md says when.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(git -C "$here" rev-parse --show-toplevel)
python=$root/.venv-dev/bin/python
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/code" "$here/samples"
git -C "$root" archive "$1" | tar -x -C "$folder/code"

export DEEPTRACE_DATA=$folder/data DJANGO_SETTINGS_MODULE=deeptrace_site.settings
if [[ ${3:-} == postgres ]]; then
    cd "$root"
    exec_in='import os, subprocess, sys
from tests.services import postgres
with postgres() as database:
    environment = {**os.environ, "DATABASE_URL": database.url, "PYTHONPATH": "."}
    sys.exit(subprocess.run(sys.argv[2:], cwd=sys.argv[1], env=environment).returncode)'
    "$python" -c "$exec_in" "$folder/code" "$python" "$here/write_sample.py" "$here/samples/$2.postgres.sql.gz"
else
    cd "$folder/code"
    PYTHONPATH=. "$python" "$here/write_sample.py" "$here/samples/$2.sqlite.sql.gz"
fi
