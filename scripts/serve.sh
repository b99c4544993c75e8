#!/usr/bin/env bash
# The API and the console on an embedded database, with the invented lists, cases and colleagues; prints how to get in.
set -euo pipefail
out=${1:?where to put everything}
export KYC_HOME="$out/home" OMP_THREAD_LIMIT=1
# On this machine alone there is no TLS, and nobody has to fetch a telephone to look at invented people.
export KYC_CONSOLE_HTTP=true KYC_CONSOLE_TOTP=false
kyc=.venv/bin/kyc

mkdir -p "$out"
for list in us_ofac_sdn un_sc local; do
    $kyc watchlists import "$list" fixtures/lists/"$list"/*
done
[ -f "$out/applicants/.drawn" ] || { .venv/bin/python -m fixtures.make "$out/applicants" && touch "$out/applicants/.drawn"; }
$kyc clients create "make-serve-$(date +%s)"
.venv/bin/python -m fixtures.casefiles "$out/applicants" --count 40
printf '\nThe console: http://127.0.0.1:8000/console   (the password is the same for all)\n'
.venv/bin/python -m fixtures.desk
printf '\nKYC-1 to KYC-4 are whole, with pictures; the others fill the queue: the same four reports under other names.\n'
printf '\nA walk through the console: docs/console.md; through the API with curl: docs/api.md\n\n'
exec $kyc serve
