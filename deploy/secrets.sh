#!/usr/bin/env bash
# Makes the secrets of compose.yaml: two passwords and the keyring, each in a file of its own that only the service's
# user may read. What exists is left alone. Run it as root, in the folder of compose.yaml.
#
# KEEP A COPY OF secrets/keyring AWAY FROM THE BACKUPS: without it nothing that is stored can be read again.
set -euo pipefail
umask 077
readonly folder=${1:-secrets} program=10001 postgres=999  # users of our image and of PostgreSQL's

random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }

is_there() { [ -e "$folder/$1" ]; }

# keep NAME OWNER: writes standard input to a secret.
keep() {
    local path=$folder/$1
    cat >"$path.new"
    chmod 0400 "$path.new"
    if [ "$(id -u)" = 0 ]; then chown "$2" "$path.new"; fi
    mv "$path.new" "$path"
}

mkdir -p "$folder"
is_there postgres_password || random | tr '+/' '-_' | keep postgres_password "$postgres"
is_there database_password || random | tr '+/' '-_' | keep database_password "$postgres"
is_there pgpass || printf '*:*:kyc:kyc:%s\n' "$(cat "$folder/database_password")" | keep pgpass "$program"
is_there keyring || printf '1:%s\n' "$(random)" | keep keyring "$program"
