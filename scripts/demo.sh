#!/usr/bin/env bash
# The main job, end to end, on invented people: draw the applicants, import the invented lists, run the Prefect flow.
# Then what comes years later: a list changes, and one of those who are customers by now stands on it.
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
$kyc verify --batch "$out/applicants" --flow --again --out "$out/reports"
say "4  Years later: a list changes, and a customer becomes an alert"
rm -rf "$out/book"
export KYC_HOME="$out/book"
.venv/bin/python -m fixtures.book "$out/applicants"
$kyc watchlists import local fixtures/lists/local/*
$kyc rescreen | grep -E 'customers in the book|new hits'
$kyc users create ani --name Ani >/dev/null
$kyc watchlists import local fixtures/changes/local.csv
$kyc watchlists diff local
$kyc rescreen --delta
$kyc cases list --as ani
printf '\nOpen %s\n' "$(realpath "$out/reports/index.html")"
