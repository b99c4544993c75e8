#!/usr/bin/env bash
# Installs what is missing, and nothing else: Debian packages, then a virtual environment from the lock file.
# Repeatable; the second time it only compares two checksums. Arguments are further Debian packages.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(python3 python3-venv ca-certificates tesseract-ocr tesseract-ocr-ind tesseract-ocr-eng tesseract-ocr-osd
          fonts-liberation fonts-ocr-a fonts-ocr-b libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "$@")

say() { printf '\033[2m── %s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 1; }

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"
    else die "These Debian packages are missing: ${missing[*]}. Install them as root, then run make again."; fi
}

install_packages() {
    local missing=() package
    command -v dpkg-query >/dev/null || { check_commands; return; }
    for package in "${packages[@]}"; do is_installed "$package" || missing+=("$package"); done
    # A Python from elsewhere with its own venv module serves as well as Debian's.
    if python_found >/dev/null; then mapfile -t missing < <(printf '%s\n' "${missing[@]}" | grep -vE '^(python3|python3-venv)?$' || true); fi
    [ "${#missing[@]}" = 0 ] && return
    say "installing Debian packages: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

check_commands() {
    command -v tesseract >/dev/null || die "This is not Debian or Ubuntu, so nothing can be installed for you: \
please install Tesseract 5 with the languages ind, eng and osd, the fonts Liberation, OCR-A and OCR-B, and Python 3.11+."
}

# The newest Python from 3.11 on that can make a virtual environment.
python_found() {
    local candidate
    for candidate in python3.13 python3.12 python3.11 python3; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"; return 0
        fi
    done
    return 1
}

install_environment() {
    local stamp=.venv/.stamp wanted python
    wanted=$(cat requirements.lock pyproject.toml kyc/screening/compiled/*.p[xy][dx] | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x .venv/bin/kyc ] && return
    python=$(python_found) || die "Python 3.11 or newer with its venv module is needed; found: $(python3 --version 2>&1)."
    say "installing Python packages into .venv (about a minute)"
    rm -f "$stamp"
    "$python" -m venv .venv
    # The lock is complete, so nothing is resolved: --no-deps also keeps face-recognition from compiling dlib.
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    .venv/bin/python -c 'from kyc.screening import compiled; raise SystemExit(not compiled.is_built())' ||
        say "no C++ compiler with Python's headers: screening uses numpy instead, with the same answers in about twice the time"
    printf '%s' "$wanted" >"$stamp"
}

install_packages
install_environment
