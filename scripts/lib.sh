# Shared by the scripts: virtual environments and the frontend, each remade only when its inputs changed.
# shellcheck shell=bash
unset PYTHONDONTWRITEBYTECODE # or each of hundreds of processes compiles again what it imports
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 NO_COLOR=1
PYTHON=$(command -v "${PYTHON:-python3}" || printf '%s' "${PYTHON:-python3}")

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $*"
    exit 1
}

# hash_of PATH...: one digest over the content and names of files and folders.
hash_of() {
    "$PYTHON" scripts/hash_of.py "$@"
}

require_python() {
    command -v "$PYTHON" >/dev/null || die "'$PYTHON' not found. Install Python 3.11 or newer, or name one: make $1 PYTHON=/path/to/python3"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        die "Python 3.11 or newer is needed, but '$PYTHON' is $("$PYTHON" -V 2>&1). Name another one: make $1 PYTHON=/path/to/python3.11"
}

# ensure_venv FOLDER LOCK...: a virtual environment that holds exactly the locked sets. Torch comes by version (its
# registry decides on the build), so after the hashed sets; what stands on it comes by hash, without dependencies.
ensure_venv() {
    local folder=$1 lock stamp arguments=() torch=() model=()
    shift
    stamp="$("$PYTHON" -V) $(hash_of "$@")"
    [[ -f $folder/.stamp && $(<"$folder/.stamp") == "$stamp" ]] && return
    say "Installing $folder ..."
    rm -rf "$folder"
    "$PYTHON" -m venv "$folder" ||
        die "'$PYTHON -m venv' does not work here. On Debian or Ubuntu: apt-get install python3-venv. Otherwise name another Python: PYTHON=/path/to/python3"
    for lock in "$@"; do
        case $lock in
            */torch.txt) torch=(-r "$lock") ;;
            */model.txt | */trl.txt) model+=(-r "$lock") ;;
            *) arguments+=(-r "$lock") ;;
        esac
    done
    "$folder/bin/python" -m pip uninstall --quiet --yes setuptools
    install_hashed "$folder" "${arguments[@]}"
    [[ ${#torch[@]} == 0 ]] || "$folder/bin/python" -m pip install --quiet --quiet --no-compile "${torch[@]}"
    [[ ${#model[@]} == 0 ]] ||
        "$folder/bin/python" -m pip install --quiet --quiet --no-compile --no-deps --require-hashes "${model[@]}"
    printf '%s' "$stamp" >"$folder/.stamp"
}

# install_hashed FOLDER -r LOCK...: by uv where it is there, which takes a tenth of pip's time; pip for those whose
# registry only pip's settings name.
install_hashed() {
    local folder=$1
    shift
    if [[ -x .venv-build/bin/uv ]]; then
        .venv-build/bin/uv pip install --quiet --link-mode copy --python "$folder/bin/python" --require-hashes "$@" && return
        say "uv could not install it; pip does ..."
    fi
    "$folder/bin/python" -m pip install --quiet --quiet --no-compile --require-hashes "$@"
}

# ensure_runtime: what runs, without the packages' own tests, with byte code for what is used and nothing else, and
# an empty database that a first start copies: making the tables takes longer than all the rest of it.
ensure_runtime() {
    ensure_venv .venv requirements/web.txt
    [[ .venv/.compiled -nt .venv/.stamp ]] && return
    find .venv/lib -type d '(' -name tests -o -name __pycache__ ')' -prune -exec rm -rf {} +
    (
        .venv/bin/python manage.py check
        .venv/bin/python -m gunicorn --check-config deeptrace_site.wsgi
        .venv/bin/python -m celery --app deeptrace_site --version
        rm -f .venv/empty.sqlite3*
        DEEPTRACE_DATA=.venv/empty DATABASE_URL="sqlite:///$PWD/.venv/empty.sqlite3" .venv/bin/python manage.py migrate
        rm -r .venv/empty
    ) >/dev/null
    touch .venv/.compiled
}

# ensure_node: Node and uv by pip, in an environment of their own, first on PATH.
ensure_node() {
    ensure_venv .venv-build requirements/build.txt
    PATH="$PWD/.venv-build/bin:$PATH"
    export PATH npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
}

ensure_node_modules() {
    local stamp
    ensure_node
    stamp=$(hash_of frontend/package-lock.json)
    [[ -f frontend/node_modules/.stamp && $(<frontend/node_modules/.stamp) == "$stamp" ]] && return
    say "Installing the frontend's packages ..."
    npm ci --prefix frontend --loglevel error >/dev/null
    printf '%s' "$stamp" >frontend/node_modules/.stamp
}

# ensure_frontend: frontend/dist, built only when a source changed since.
ensure_frontend() {
    local stamp
    stamp=$(hash_of frontend/src frontend/public frontend/package.json frontend/package-lock.json frontend/vite.config.ts frontend/chunks.ts \
        frontend/svelte.config.js frontend/tsconfig.json)
    [[ -f frontend/dist/.stamp && $(<frontend/dist/.stamp) == "$stamp" ]] && return
    ensure_node_modules
    say "Building the frontend ..."
    npm run --prefix frontend --silent build -- --logLevel error >&2
    printf '%s' "$stamp" >frontend/dist/.stamp
}

DEV_LOCKS=(requirements/web.txt requirements/dev.txt requirements/torch.txt requirements/model.txt requirements/trl.txt)

# ensure_dev: all that checks and tests need from the registries; both sides are fetched at the same time.
ensure_dev() {
    local modules
    ensure_node
    ensure_node_modules &
    modules=$!
    ensure_venv .venv-dev "${DEV_LOCKS[@]}"
    wait "$modules"
}

FAILED=()
SUMMARY=()

# run_steps FUNCTION...: run each one, keep going, note the failed ones and pytest's last lines.
run_steps() {
    local name log started status
    log=$(mktemp)
    for name in "$@"; do
        say "== $name"
        started=$SECONDS
        set +e # not `step || ...`: that would switch errexit off inside the step
        (set -e; "$name") 2>&1 | tee "$log"
        status=${PIPESTATUS[0]}
        set -e
        [[ $status == 0 ]] || FAILED+=("$name")
        SUMMARY+=("$(printf '%-24s %4d s  %s' "$name" $((SECONDS - started)) "$(pytest_summary "$log")")")
    done
    rm -f "$log"
}

# run_beside "FUNCTION..." "FUNCTION...": two lists of steps at the same time; the second one's output comes after.
run_beside() {
    local folder other
    folder=$(mktemp -d)
    # shellcheck disable=SC2086
    (run_steps $2 && declare -p FAILED SUMMARY >"$folder/outcome") >"$folder/output" 2>&1 &
    other=$!
    # shellcheck disable=SC2086
    run_steps $1
    wait "$other" || true
    cat "$folder/output"
    take_over "$folder/outcome"
    rm -r "$folder"
}

# take_over FILE: what another list of steps noted; without a note it came to no end.
take_over() {
    local failed=("${FAILED[@]}") summary=("${SUMMARY[@]}")
    if [[ -f $1 ]]; then
        # shellcheck disable=SC1090
        source <(sed 's/^declare /declare -g /' "$1")
    else
        FAILED=("a list of steps that ended early") SUMMARY=()
    fi
    FAILED=("${failed[@]}" "${FAILED[@]}")
    SUMMARY=("${summary[@]}" "${SUMMARY[@]}")
}

pytest_summary() {
    { grep -aE '^=+ .*(passed|failed|error|no tests ran).* in .* =+$' "$1" || true; } | tail -n 1
}

# finish: the table of steps, then the verdict.
finish() {
    printf '\n'
    printf '%s\n' "${SUMMARY[@]}"
    [[ ${#FAILED[@]} == 0 ]] || die "failed: ${FAILED[*]}"
}
