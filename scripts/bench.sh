#!/usr/bin/env bash
# Prints the figures of the documentation.
#
#   scripts/bench.sh [NAME…] [-- OPTION…]    NAME: screening, faces, documents, orchestration, imaging, console; all when none
#   scripts/bench.sh peers                   makes out/bench-venv with nomenklatura (logic-v2 beside ours) and --outside's variations
#
# Options behind -- go to each benchmark named. The real material is found by KYC_SHARED, else in ../shared.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1

all=(screening faces documents orchestration imaging console)
peers=out/bench-venv

say() { printf '\n\033[1m── %s\033[0m\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 2; }

# PyICU, which nomenklatura needs, has no wheel: it is compiled, in about a minute.
make_peers() {
    pkg-config --exists icu-i18n 2>/dev/null && command -v g++ >/dev/null ||
        die "nomenklatura needs a compiler and ICU: apt-get install g++ pkg-config libicu-dev python3-dev, then run this again."
    [ -x "$peers/bin/python" ] || python3 -m venv "$peers"
    "$peers/bin/pip" install --quiet --disable-pip-version-check \
        nomenklatura==4.17.4 scikit-learn==1.9.1 rapidfuzz faker==40.54.0 anyascii \
        sanctions-screening-benchmark==0.1.0
    printf 'made %s\n' "$peers"
}

measure() {
    local name=$1; shift
    [[ " ${all[*]} " == *" $name "* ]] || die "$name: there are ${all[*]}, and peers"
    say "$name"
    # Without the peers' environment logic-v2 is left out; options given later win.
    if [ "$name" = screening ]; then
        local compared=ours,token_sort,wratio
        [ -x "${KYC_BENCH_NOMENKLATURA:-$peers/bin/python}" ] && compared=ours,logic-v2,token_sort,wratio
        set -- --peers "$compared" "$@"
    fi
    nice .venv/bin/python -m "bench.$name" "$@" || failed+=("$name")
}

names=() failed=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do names+=("$1"); shift; done
[ "${1:-}" = -- ] && shift
[ "${#names[@]}" = 0 ] && names=("${all[@]}")
for name in "${names[@]}"; do
    if [ "$name" = peers ]; then make_peers; else measure "$name" "$@"; fi
done
[ "${#failed[@]}" = 0 ] || { printf 'not measured: %s\n' "${failed[*]}" >&2; exit 1; }
