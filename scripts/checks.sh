# The checks without tests, as functions; scripts/lint.sh and scripts/test.sh run them.
# shellcheck shell=bash

check_python_style() {
    .venv-dev/bin/ruff check . && .venv-dev/bin/ruff format --check .
}

# Ruff's S rules are part of check_python_style and give each exception its reason; bandit looks for the rest.
# B108, B310 and B608 are ruff's S108, S310 and S608; B615 asks for a revision where folders of this machine are read (local_files_only).
check_python_dangers() {
    .venv-dev/bin/bandit --quiet --recursive --severity-level medium --skip B108,B310,B608,B615 \
        annotations reviewers models_service deeptrace_site client/src scripts manage.py
}

check_python_types() {
    .venv-dev/bin/mypy
}

check_imports() {
    .venv-dev/bin/lint-imports &&
        (cd client/src && ../../.venv-dev/bin/lint-imports --config ../pyproject.toml)
}

check_migrations() {
    .venv-dev/bin/python manage.py makemigrations --check --dry-run
}

# write_schema FOLDER: the OpenAPI document, and the frontend's types made from it.
write_schema() {
    .venv-dev/bin/python manage.py spectacular --validate --fail-on-warn --file "$1/openapi.yaml" &&
        frontend/node_modules/.bin/openapi-typescript "$1/openapi.yaml" --output "$1/schema.d.ts" >/dev/null
}

check_schema() {
    local folder status=0
    folder=$(mktemp -d)
    write_schema "$folder" &&
        diff -u docs/openapi.yaml "$folder/openapi.yaml" &&
        diff -u frontend/src/api/schema.d.ts "$folder/schema.d.ts" || status=1
    rm -rf "$folder"
    [[ $status == 0 ]] || say "The API changed: run make schema and commit the result."
    return $status
}

check_frontend_style() {
    npm run --prefix frontend --silent lint -- --colors=off
}

check_frontend_types() {
    npm run --prefix frontend --silent check
}

# shellcheck disable=SC2034
SERVER_CHECKS=(python_style python_dangers python_types imports migrations schema)
# shellcheck disable=SC2034
FRONTEND_CHECKS=(frontend_style frontend_types)
