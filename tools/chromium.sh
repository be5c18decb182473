#!/bin/sh
# Prints the path of a chromium for the browser tests, and installs what is missing first.
# Fails, with words, if it cannot: where CI=true so does `make test`; elsewhere browser tests are skipped.
set -u

say() { printf '%s\n' "brightspot: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    say "installing $* for the browser tests (apt-get)"
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# A path that exists is not enough: Ubuntu's chromium package is a stub that asks for snap.
works() { "$1" --version >/dev/null 2>&1; }

find_chromium() {
    for name in "${BRIGHTSPOT_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
        [ -n "$name" ] || continue
        path=$(command -v "$name" 2>/dev/null) || continue
        if works "$path"; then
            printf '%s\n' "$path"
            return 0
        fi
    done
    return 1
}

# What steers the browser brings a node of its own, and that needs a library that a small Debian has not.
driver_works() { .venv/bin/python -m playwright --version >/dev/null 2>&1; }
driver_works || install libatomic1 || true
if ! driver_works; then
    say "playwright does not start: .venv/bin/python -m playwright --version says why"
    exit 1
fi

find_chromium && exit 0
install chromium && find_chromium && exit 0

say "trying playwright's own chromium instead"
if .venv/bin/python -m playwright install --with-deps chromium >&2; then
    .venv/bin/python -c 'if True:
        from playwright.sync_api import sync_playwright
        with sync_playwright() as p:
            print(p.chromium.executable_path)'
    exit 0
fi

say "no chromium was found or could be installed; set BRIGHTSPOT_CHROMIUM to the path of one"
exit 1
