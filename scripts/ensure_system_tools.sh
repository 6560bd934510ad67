#!/usr/bin/env bash
# Tests drive real browsers and a real PostgreSQL and Redis: install what is missing (as root on Debian), or name it.
set -euo pipefail

has() {
    case $1 in
        postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        nginx-light) command -v nginx >/dev/null || [[ -x /usr/sbin/nginx ]] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=()
for package in chromium chromium-headless-shell firefox-esr redis-server postgresql nginx-light; do
    has "$package" || missing+=("$package")
done
[[ ${#missing[@]} == 0 ]] && exit 0

if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    printf 'error: the tests need %s; on Debian or Ubuntu: apt-get install %s\n' "${missing[*]}" "${missing[*]}" >&2
    exit 1
fi
printf 'Installing %s ...\n' "${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update </dev/null
apt-get -qq install --yes --no-install-recommends "${missing[@]}" </dev/null >/dev/null
