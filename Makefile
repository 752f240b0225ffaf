# Every target works on a fresh clone with Python 3.11–3.13 and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

.DEFAULT_GOAL := help
.PHONY: help setup run test quick check format dagster bench lock clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: $(STAMP) ## create .venv from the lock file

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Kliring needs Python 3.11 to 3.13, this is {v[0]}.{v[1]}; set PYTHON=python3.11")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m warehouse.manifest
	@touch $@

run: $(STAMP) ## the main job on a machine with nothing on it: fictitious extracts to reports, in ./demo
	$(BIN)/kliring demo

test: check ## all checks and all tests
	$(BIN)/pytest -n 2 --dist loadgroup

quick: $(STAMP) ## the tests that take under two minutes
	$(BIN)/pytest -n 2 --dist loadgroup -m "not slow"

check: $(STAMP) ## format, lint, types, imports, SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfmt --check --quiet models tests/dbt warehouse/macros
	$(BIN)/lint-imports --no-cache
	$(BIN)/basedpyright --level error

format: $(STAMP) ## put code and SQL in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfmt --quiet models tests/dbt warehouse/macros

dagster: $(STAMP) ## the web page of assets, lineage, runs and checks
	DAGSTER_HOME=$$($(BIN)/python -m orchestration.home) $(BIN)/dagster dev -m orchestration.definitions

bench: $(STAMP) ## measure speed and memory as ratios, printed as tables
	$(BIN)/python -m benchmarks

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --group dev --extra synthetic pyproject.toml -o requirements.lock --quiet

clean: ## remove the demo and caches, never data/
	rm -rf build demo target .pytest_cache .ruff_cache .hypothesis
