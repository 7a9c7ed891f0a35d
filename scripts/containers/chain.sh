#!/bin/sh
# Entry of the chain's container: Ganache with its chain on the volume and the service's payer funded.
set -eu
secrets=${SECRETS:-/run/secrets}
[ -s "$secrets/payer_key" ] || { echo "chain: the secret payer_key is missing; run 'make containers-secrets' first" >&2; exit 64; }

for program in "${GANACHE:-/app/dist/node/cli.js}" $(find /app /usr/lib /usr/local/lib -path '*/dist/node/cli.js' 2>/dev/null); do
    [ -r "$program" ] && break
done

# Seen in the process list of this container alone; the key pays for transactions and has no other power.
exec node "$program" \
    --server.host "${CHAIN_HOST:-0.0.0.0}" --server.port "${CHAIN_PORT:-8545}" \
    --chain.chainId 1337 --chain.networkId 1337 --chain.hardfork shanghai \
    --miner.instamine eager --miner.blockGasLimit 0x1c9c380 \
    --database.dbPath "${CHAIN_DATA:-/chain}" \
    --wallet.lock --wallet.accounts "0x$(cat "$secrets/payer_key"),0x33b2e3c9fd0803ce8000000" \
    --logging.quiet
