#!/bin/sh
# Lines and branches that the usual run reaches, or with `--all` the whole. Programs that tests start count too.
coverage=.venv/bin/coverage
"$coverage" erase
"$coverage" run -m pytest --quiet --numprocesses logical --dist worksteal "$@"
failed=$?
"$coverage" combine --quiet && "$coverage" report --skip-covered
exit $failed
