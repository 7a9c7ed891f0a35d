#!/bin/sh
# Renews the hash-locked requirement files from pyproject.toml. Needs uv on the PATH, or UV=/path/to/uv.
set -eu
cd "$(dirname "$0")/.."
lock() {
    target=$1
    shift
    "${UV:-uv}" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --quiet --output-file "requirements/$target.txt" "$@"
}
lock run --extra service
lock dev --extra service --group dev --constraint requirements/run.txt
lock verify --extra verify --constraint requirements/run.txt
lock analysis --group analysis
