#!/bin/sh
# Every check, cheapest first, all of them even when an early one fails: one run shows all that is wrong.
# `static` leaves the tests out; anything else is for pytest: `--all`, `--tenth 3`.
bin=.venv/bin
failed=0

case "${1:-}" in
--tenth) ;;  # after the usual run, which has said so
*)
  "$bin/ruff" check --quiet . || failed=1
  "$bin/ruff" format --quiet --check . || failed=1
  "$bin/mypy" --no-error-summary || failed=1
  ;;
esac
# A worker for every core, each with a server and a browser of its own; who is done early takes from the others.
[ "${1:-}" = static ] ||
  "$bin/pytest" --numprocesses logical --dist worksteal --durations 10 "$@" || failed=1
exit $failed
