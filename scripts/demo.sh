#!/usr/bin/env bash
# The main job, end to end, on invented people: draw the applicants, import the invented lists, run the Prefect flow.
set -euo pipefail
out=${1:?where to put everything}
export KYC_HOME="$out/home" OMP_THREAD_LIMIT=1
kyc=.venv/bin/kyc

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

mkdir -p "$out"
say "1  Drawing the applicants (invented people, specimen cards)"
[ -f "$out/applicants/.drawn" ] || { .venv/bin/python -m fixtures.make "$out/applicants" && touch "$out/applicants/.drawn"; }
say "2  Importing the invented lists"
for list in us_ofac_sdn un_sc local; do
    $kyc watchlists import "$list" fixtures/lists/"$list"/*
done
say "3  Verifying them with the Prefect flow"
$kyc verify --batch "$out/applicants" --flow --out "$out/reports"
printf '\nOpen %s\n' "$(realpath "$out/reports/index.html")"
