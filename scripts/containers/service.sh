#!/bin/sh
# Entry of the container: turns the files of secrets into what the service reads, then becomes the service.
# An environment variable of the same meaning that is already set goes first.
set -eu
umask 077
secrets=${SECRETS:-/run/secrets}
data=${ZHENGBEN_DATA:-/data}

need() {
    [ -s "$secrets/$1" ] || { echo "service: the secret $1 is missing; run 'make containers-secrets' first" >&2; exit 64; }
}

if [ -z "${ZHENGBEN_DATABASE_URL:-}" ]; then
    need postgres_password
    # The password has only letters, digits, - and _, so it needs no escaping in a URL.
    ZHENGBEN_DATABASE_URL="postgresql://zhengben:$(cat "$secrets/postgres_password")@${DATABASE_HOST:-database:5432}/zhengben"
    export ZHENGBEN_DATABASE_URL
fi
if [ ! -e "$data/keys/payer.key" ] && [ -e "$secrets/payer_key" ]; then
    # The account that the chain was told to fund. A file of secrets may be readable by others; the copy is not.
    mkdir -p "$data/keys"
    cat "$secrets/payer_key" > "$data/keys/payer.key"
fi
if [ -z "${ZHENGBEN_CORE_KEY:-}" ] && [ -e "$secrets/core_key" ]; then
    need core_password
    cat "$secrets/core_key" > "$data/core.json"
    ZHENGBEN_CORE_KEY="$data/core.json"
    ZHENGBEN_PASSWORD=$(cat "$secrets/core_password")
    export ZHENGBEN_CORE_KEY ZHENGBEN_PASSWORD
fi
exec python -m ledger.cli "$@"
