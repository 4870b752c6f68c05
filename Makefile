# Two commands are all a newcomer needs: `make serve` and `make test`.
PYTHON ?= python3
PORT ?= 8000
INDEX ?= .dateline
Q ?= Where did the leaders of Japan and South Korea meet in January 2026?

export Q

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help install index serve ask test lint types format widget lock clean

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed ## Create .venv and install

# The mark outlives an interruption, so that half an index is completed and not served.
ensure_index = if [ ! -e $(INDEX)/record.sqlite ] || [ -e $(INDEX)/corpus.pending ]; then \
	mkdir -p $(INDEX) && touch $(INDEX)/corpus.pending && \
	$(BIN)/dateline index corpus --index $(INDEX) && rm $(INDEX)/corpus.pending; fi

serve: install ## Index corpus/ when there is no index, then serve on PORT
	@$(ensure_index)
	@$(BIN)/dateline serve --index $(INDEX) --port $(PORT)

index: install ## Index corpus/
	@$(BIN)/dateline index corpus --index $(INDEX)

ask: install ## Ask a question: make ask Q="..."
	@$(ensure_index)
	@$(BIN)/dateline ask "$$Q" --index $(INDEX)

test: lint types ## Format, lint, types and all tests, network blocked
	$(BIN)/pytest

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/installed-dev
	$(BIN)/mypy

format: .venv/installed-dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

widget: ## Build the widget anew (needs Node)
	npm ci --prefix service/widget
	npm run build --prefix service/widget

lock: .venv/installed-dev ## Write constraints.txt anew from what is installed
	$(PIP) freeze --exclude-editable | sed -E '/ @ /d; s/\+cpu$$//' > constraints.txt

clean: ## Remove the environment and caches; indexes stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Dateline needs Python 3.11 or newer; name one: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@ .venv/installed
