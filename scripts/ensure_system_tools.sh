#!/usr/bin/env bash
# Tests drive real browsers and a real PostgreSQL and Redis: install what is missing (as root on Debian), or name it.
set -euo pipefail

has() {
    case $1 in
        postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        nginx-light) PATH=$PATH:/usr/sbin command -v nginx >/dev/null ;;  # where Debian puts it, off people's PATH
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=() faster=()
for package in chromium firefox-esr redis-server postgresql nginx-light curl jq openssl; do
    has "$package" || missing+=("$package")
done
# The same engine without windows makes the browser tests faster; without it they run in the whole Chromium.
has chromium-headless-shell || faster=(chromium-headless-shell)

can_install() { [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; }
install() {
    printf 'Installing %s ...\n' "$*" >&2
    apt-get -qq update </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" </dev/null >/dev/null
}

if [[ ${#missing[@]} != 0 ]]; then
    if ! can_install; then
        printf 'error: the tests need %s; on Debian or Ubuntu: apt-get install %s\n' "${missing[*]}" "${missing[*]}" >&2
        exit 1
    fi
    install "${missing[@]}"
fi
if [[ ${#faster[@]} != 0 ]] && can_install; then
    (install "${faster[@]}") || printf 'Going on without %s.\n' "${faster[*]}" >&2
fi
