#!/bin/sh
# Every check, cheapest first, all of them even when an early one fails: one run shows all that is wrong.
# `static` leaves the tests out.
bin=.venv/bin
failed=0

"$bin/ruff" check --quiet . || failed=1
"$bin/ruff" format --quiet --check . || failed=1
"$bin/mypy" --no-error-summary || failed=1
[ "${1:-}" = static ] || "$bin/pytest" || failed=1
exit $failed
