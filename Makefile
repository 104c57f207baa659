# Each target says what it does: make help

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first of these that is Python 3.11 or newer; another one by: make demo PYTHON=/path/to/python
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
CHROMIUM := /usr/bin/chromium

.PHONY: help demo test lint bench bench-import mutants fetch clean chromium

help: ## list what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or run make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "installing into $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV) || { echo "the environment cannot be made: install Python's venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP) ## start Neo4j and the API with sales to look at (FRESH=1: seed anew, PORT=8001: another port, DATA=adventureworks: other sales)
	@exec $(BIN)/warranty-graph demo --home .demo$(if $(DATA),-$(DATA) --data $(DATA)) $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT))

test: $(STAMP) chromium ## run every check and every test, on one real embedded Neo4j
	@echo "== style";        $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== types";        $(BIN)/mypy && $(BIN)/mypy --explicit-package-bases tests
	@echo "== import rules"; $(BIN)/lint-imports
	@echo "== every branch of graph_api/domain"
	@$(if $(TESTS),echo "left out with TESTS",$(BIN)/coverage run -m pytest tests/domain && $(BIN)/coverage report)
	@echo "== tests"
	@$(BIN)/pytest --durations=25 --durations-min=3 $(or $(TESTS),--ignore=tests/domain)

lint: $(STAMP) ## put the style in order, then check style, types and import rules
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/mypy && $(BIN)/mypy --explicit-package-bases tests
	@$(BIN)/lint-imports

bench: $(STAMP) ## measure look-ups and registrations beside the raw driver, printed as ratios
	@$(BIN)/python -m bench

bench-import: $(STAMP) ## load a synthetic history, print rate and memory (SERIALS=100000: another size than a million)
	@$(BIN)/python -m bench.imports $(if $(SERIALS),--serials $(SERIALS))

mutants: $(STAMP) ## plant every bug of tests/mutants in a copy, and see that the tests notice (RULES="R5 D2": some of them)
	@$(BIN)/python -m tests.mutants $(RULES)

fetch: $(STAMP) ## download and verify what the embedded Neo4j needs (kept in the user's cache)
	@$(BIN)/warranty-graph fetch

clean: ## remove the environment, the demo and every cache in this folder (not the user's cache)
	rm -rf $(VENV) .demo .demo-* build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# GraphiQL is tried in a real browser. Root may install it; everybody else is told how.
chromium:
	@if [ -x $(CHROMIUM) ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing chromium"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null \
			|| echo "chromium could not be installed: the browser tests are skipped (with CI=true they fail)"; \
	else echo "$(CHROMIUM) is not there: the browser tests are skipped; to run them: sudo apt-get install chromium"; fi
