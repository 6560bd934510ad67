#!/usr/bin/env bash
# Makes what docker-compose.yml reads as secrets, once: files that are there already are left alone.
# secrets.sh [FOLDER]: where to, `deploy/secrets` unless said otherwise.
set -euo pipefail
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
# The folder is its owner's alone. The files in it are readable, since a container's user, who is neither the
# owner nor root, reads them through a mount that leads past the folder.
chmod 0700 "$folder"
# What deploy/site.env names, such as the secret of a sign-in provider, is put there by hand.
mkdir -p "$folder/site"
chmod 0755 "$folder/site"

# keep NAME: stdin becomes the file NAME, unless it exists.
keep() {
    if [[ -e $folder/$1 ]]; then
        cat >/dev/null
    else
        cat >"$folder/.$1.part"
        chmod 0444 "$folder/.$1.part"
        mv "$folder/.$1.part" "$folder/$1"
        printf 'made %s\n' "$folder/$1"
    fi
}

# word: 256 random bits as text.
word() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

word | keep secret_key
word | keep metrics_token
word | keep postgres_password
word | keep redis_password
word | keep minio_password
printf 'deeptrace' | keep minio_user
printf 'postgres://deeptrace:%s@postgres:5432/deeptrace' "$(cat "$folder/postgres_password")" | keep database_url
printf 'redis://:%s@redis:6379/0' "$(cat "$folder/redis_password")" | keep broker_url
printf 'requirepass %s\n' "$(cat "$folder/redis_password")" | keep redis_conf
