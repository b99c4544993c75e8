#!/usr/bin/env bash
# The API on an embedded database, with the invented lists; prints a key and where to go.
set -euo pipefail
out=${1:?where to put everything}
export KYC_HOME="$out/home" OMP_THREAD_LIMIT=1
kyc=.venv/bin/kyc

mkdir -p "$out"
for list in us_ofac_sdn un_sc local; do
    $kyc watchlists import "$list" fixtures/lists/"$list"/*
done
$kyc clients create "make-serve-$(date +%s)"
printf '\nA walk through the API with curl: docs/api.md\n\n'
exec $kyc serve
