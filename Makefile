# make chat: set up and ask.  make test: set up and run all that CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := index/articles
ARGS ?=

.PHONY: chat test check install clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

# The sample goes into a library that holds nothing yet, once.
chat: install
	@$(BIN)/qa-bot list --json | grep -q '"id"' || $(BIN)/qa-bot add $(SAMPLE)
	@$(BIN)/qa-bot chat $(ARGS)

check: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest $(ARGS)

clean:
	rm -rf $(VENV) index/built .pytest_cache .mypy_cache .ruff_cache .hypothesis
