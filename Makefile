# 娘家: every habit of the house is one word. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=  # compiled once, not at every start

.PHONY: help setup setup-dev demo test fast coverage lint bench shell lock wheel clean-demo

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.runtime node_modules/.stamp  ## install what is needed to run (no server started)

setup-dev: setup $(VENV)/.dev  ## also what is needed to test

$(VENV)/.runtime: requirements.lock pyproject.toml scripts/setup.py
	$(PYTHON) scripts/setup.py venv
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.stamp: package-lock.json $(VENV)/.runtime
	$(BIN)/python scripts/setup.py node
	@touch $@

demo: setup  ## the sample city: compare lists, draw up ledger and tasks, serve on 127.0.0.1:8000
	$(BIN)/niangjia demo

test: fast  ## all tests: the fast suite, then what takes its time and the browser journeys
	$(BIN)/python -m pytest -n 2 -m "slow or browser"

fast: setup-dev  ## the fast suite alone: no browser, no other processes
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser"

coverage: setup-dev  ## every branch of the engine that decides a link, reached by its own tests
	$(BIN)/coverage run -m pytest tests/engine -m "not slow and not browser and not hypothesis"
	$(BIN)/coverage report

lint: setup-dev  ## ruff, mypy, import contracts, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	NIANGJIA_OFFLINE=1 $(BIN)/mypy niangjia
	$(BIN)/lint-imports
	$(BIN)/djlint niangjia --lint --quiet
	NIANGJIA_DEMO=1 $(BIN)/python manage.py makemigrations --check --dry-run

bench: setup-dev  ## measure; writes docs/benchmarks.md
	$(BIN)/python -m bench

shell: setup  ## a Python shell with the house loaded
	NIANGJIA_DEMO=1 $(BIN)/python manage.py shell

lock:  ## renew the lock files after a change of pyproject.toml
	$(BIN)/python scripts/setup.py lock

wheel: setup-dev  ## build the wheel, static files inside
	$(BIN)/python scripts/setup.py wheel

clean-demo:  ## throw the sample city away
	rm -rf var/demo
