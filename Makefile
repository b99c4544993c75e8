.DEFAULT_GOAL := help
SHELL := /bin/bash
RUN := OMP_THREAD_LIMIT=1 .venv/bin
OUT ?= out

.PHONY: help setup demo serve test check bench format lock clean

help:  ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup:  ## Install what is missing: Debian packages and .venv
	@scripts/setup.sh

demo: setup  ## Verify the fixture applicants with the Prefect flow; ends with a table and HTML reports
	@scripts/demo.sh $(OUT)/demo

serve: setup  ## Answer the API on an embedded database, with the invented lists of the fixtures
	@scripts/serve.sh $(OUT)/serve

test:  ## Run the tests, on SQLite and on a throw-away PostgreSQL
	@scripts/setup.sh postgresql curl jq chromium
	@$(RUN)/pytest -n 2 --dist loadfile --ignore=tests/journey
	@$(RUN)/pytest -n 2 --dist loadfile tests/journey  # apart: servers in threads would disturb the properties

check: setup  ## Format, lint, types, import contracts
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: setup  ## Print the figures of the documentation
	@scripts/bench.sh

format: setup  ## Put the code into its format
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lock: setup  ## Write requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --all-extras \
	    -q -o requirements.lock pyproject.toml

clean:  ## Remove what was made here, the virtual environment too
	@rm -rf .venv $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
