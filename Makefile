# Two commands matter: `make run` and `make test`. Both set up what they need; the second time is quick.
# `make help` lists the rest.
.POSIX:
.SUFFIXES:

PYTHON = .venv/bin/python
DATA = ../shared/data
REAL = BRIGHTSPOT_CATALOGUE=examples/nhs BRIGHTSPOT_DATA='$(DATA)' BRIGHTSPOT_DATABASE=sqlite:///var/real.db

BROWSER = BRIGHTSPOT_CHROMIUM="$$(sh tools/chromium.sh)" || [ "$$CI" != true ] || exit 1; \
	export BRIGHTSPOT_CHROMIUM;

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "  %-16s %s\n", $$1, $$2}'

run: .venv/.run ## make the demo database if there is none, and serve it on 127.0.0.1:8050
	@$(PYTHON) app.py

test: .venv/.dev ## check style, types, layers and behaviour, in minutes
	@$(BROWSER) sh tools/check.sh --budget

test-all: .venv/.dev ## the same with every kill, seed, simulation and published file: an hour
	@$(BROWSER) sh tools/check.sh --all

test-tenth: .venv/.dev ## the TENTH=0…9 of what test-all has more than test
	@$(BROWSER) sh tools/check.sh --tenth $(TENTH)

coverage: .venv/.dev ## measure branches that tests reach; EFFORT=--all for those of test-all
	@$(BROWSER) sh tools/coverage.sh $(EFFORT)

setup: .venv/.dev ## make .venv with everything that running and testing need

real: .venv/.run ## load published NHS files from DATA=folder into var/real.db, and serve them
	@test -d '$(DATA)' || { echo "There is no folder $(DATA): make real DATA=folder" >&2; exit 1; }
	@mkdir -p var
	$(REAL) $(PYTHON) -m loaders run
	$(REAL) $(PYTHON) app.py

bench: .venv/.dev ## measure speed, and print it as ratios
	@$(PYTHON) -m bench

lint: .venv/.dev ## check style and types; change nothing
	@sh tools/check.sh static

format: .venv/.dev ## put the code in the one format, and mend what can be mended
	@.venv/bin/ruff check --quiet --fix . || true
	@.venv/bin/ruff format --quiet .

docs: .venv/.dev ## write the generated parts of docs/ anew
	@$(PYTHON) tools/docs.py

lock: .venv/.dev ## resolve the dependencies and write requirements*.txt and the constraints anew
	@$(PYTHON) tools/lock.py

sbom: .venv/.run ## write what runs, with hashes and licences, into var/ (CycloneDX)
	@$(PYTHON) tools/sbom.py

clean: ## remove what was made here: .venv, databases, caches
	@rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: the second time nothing is installed. Development's packages are a superset of running's.
.venv/.run: requirements.txt tools/setup.sh tools/uv.txt
	@sh tools/setup.sh
	@touch $@

.venv/.dev: requirements.txt requirements-dev.txt tools/setup.sh tools/uv.txt
	@sh tools/setup.sh dev
	@touch $@ .venv/.run

.PHONY: help run test test-all test-tenth coverage setup real bench lint format docs lock sbom clean
