# make setup     .venv with everything that runs and tests the project (does nothing when it is up to date)
# make demo      the whole job on this machine, from simulated files in S3 to checked tables; leaves the Dagster UI running
# make down      stops what `make demo` left running
# make lint      ruff and mypy
# make test      lint, then every test
# make pictures  takes the README's pictures of the Dagster UI anew (needs Chromium)
# make clean     stops everything, then removes .venv and all state

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: setup demo down lint test pictures clean

setup: $(INSTALLED)

$(INSTALLED): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=python3.11")'
	@echo "Installing into .venv: one to three minutes the first time"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt --editable '.[local,dev]'
	@touch $@

demo: setup
	@$(BIN)/sparkify demo

down: setup
	@$(BIN)/sparkify down

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n auto --dist loadgroup

pictures: setup
	$(BIN)/pytest sparkify_assets_tests/cli/test_ui.py --pictures docs/pictures

clean:
	@if [ -x $(BIN)/sparkify ]; then $(BIN)/sparkify local reset --yes; fi
	rm -rf .venv .sparkify .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
