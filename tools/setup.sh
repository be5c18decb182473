#!/bin/sh
# Makes .venv and installs exactly what the lock says: `sh tools/setup.sh` to run, `… dev` to test as well.
# Needs Python 3.11 or newer, or uv, and nothing else. What is missing is fetched, or named.
set -eu

venv=.venv
lock=requirements.txt
[ "${1:-}" = dev ] && lock=requirements-dev.txt

say() { printf '%s\n' "brightspot: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    say "Python 3.11 or newer was not found. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
    say "Or install uv, which brings a Python of its own."
    exit 1
}

# Debian keeps `venv` out of its python3 package, in one package per version.
add_venv_module() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! command -v apt-get >/dev/null 2>&1; then
        say "This Python ($1) has no venv module, and this is not a Debian or Ubuntu machine."
        say "Install the module with your system's own package manager, or install uv, then try again."
        exit 1
    fi
    say "installing Python's venv module (apt-get)"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv" ||
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv
}

make_venv() {
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --clear --python '>=3.11' "$venv"
        return
    fi
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || add_venv_module "$python"
    "$python" -m venv --clear "$venv"
}

# A folder left behind by a moved checkout or a removed Python cannot start: make it anew.
is_new_enough "$venv/bin/python" || make_venv

if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    uv="$venv/bin/uv"
    if [ ! -x "$uv" ]; then
        say "getting uv, which installs the rest"
        "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes --requirement tools/uv.txt
    fi
fi

say "installing what $lock names"
# Compiled now: an import of what was never compiled takes three times as long, and some environments forbid to
# write beside the program later.
# Hard links and clones do not cross disks; a copy always works and the hint about it would only worry.
UV_LINK_MODE=${UV_LINK_MODE:-copy} "$uv" pip install --quiet --python "$venv/bin/python" \
    --compile-bytecode --require-hashes --requirement "$lock"
