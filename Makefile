# Every command of the project; `make` alone lists them. What needs more than a line is a script in bin/, one job each.
# What is already in place is not done again, so each target may be run at any time.

SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

PORT ?= 8000
PYTHON ?= python3
ARGS ?=
export PORT PYTHON

# The checks read tests/settings.py, so they need no .env and touch no data in var/.
CHECKED := DJANGO_SETTINGS_MODULE=tests.settings

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install ## from a clone to the first page, with demonstration data (PORT=8000)
	@bin/prepare
	@bin/serve

demo-reset: install ## throw the demonstration data away and build it again
	@bin/demo-reset

test: install-test static ## everything CI asks on SQLite: lint and the tests (ARGS="tests/domain -x")
	@bin/test

test-only: ## the tests alone, on what is installed (ARGS=...)
	$(CHECKED) .venv/bin/pytest -n 2 $(ARGS)

lint: install-test ## ruff, order of the apps, types, forgotten migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	$(CHECKED) .venv/bin/mypy
	$(CHECKED) .venv/bin/python manage.py makemigrations --check --dry-run

bench: install-test static ## measure speed and memory (ARGS="--sizes 18")
	$(CHECKED) .venv/bin/python -m tests.bench $(ARGS)

load: install-test static ## measure many readers at once (ARGS="--readers 20 --pages board")
	$(CHECKED) .venv/bin/python -m tests.bench.load $(ARGS)

stress: install-test ## many saves at once and killed imports, on SQLite and PostgreSQL (ARGS="--saves 100")
	$(CHECKED) .venv/bin/python -m tests.stress $(ARGS)

lock: ## renew the lock files to the newest versions that pyproject.toml and package.json allow
	@bin/lock

clean: ## remove what was installed or built; .env and the data in var/ stay
	rm -rf .venv node_modules build .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

install:
	@bin/install-python requirements.lock
	@bin/install-system pdf
	@bin/install-node

install-test:
	@bin/install-python requirements-test.lock
	@bin/install-system pdf chromium
	@bin/install-node

static:
	@$(CHECKED) bin/collect-static

.PHONY: help run demo-reset test test-only lint bench load stress lock clean install install-test static
