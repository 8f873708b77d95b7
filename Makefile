# Thin wrappers around pip, pytest and kg; the virtual environment is made when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-long release-data docs lint clean help bench bench-quick bench-view bench-service bench-durability bench-queries

help:
	@echo "make demo   install, check the data, print overlaps and loops, write build/alliances.html"
	@echo "make test   install what the tests need and run them; eight minutes on two cores"
	@echo "make test-long  the tests that take long, Spark, the oldest libraries, newer Pythons"
	@echo "make release-data  write anew all that follows from data/: facts, answers, quoted outputs"
	@echo "make docs   the documentation as a site, into build/site/"
	@echo "make lint   ruff, codespell, mypy, import-linter"
	@echo "make bench  everything beside other libraries, into benchmarks/results.md; takes half an hour"
	@echo "make bench-quick  the ratios that must hold, at small sizes; two minutes"
	@echo "make bench-view  size, paint, frame rates and filter steps of the page, beside pyvis"
	@echo "make bench-service  requests per second of kg serve, beside two other servers"
	@echo "make bench-durability  a hundred rounds of kill -9 while updates come in"
	@echo "make bench-queries  named queries from 10,000 to 1,000,000 relations; filling a store"
	@echo "make clean  remove everything made"

demo: $(VENV)/.installed
	@$(BIN)/kg check
	@$(BIN)/kg --no-pager overlaps --limit 10
	@$(BIN)/kg --no-pager loops --max-length 2
	@$(BIN)/kg render -o build/alliances.html
	@echo "Next: . $(BIN)/activate, then: kg who openai"

# Three runs: the core on all cores; the page and the service alone, each with processes of its
# own, so that a test that fails on a busy machine is tried again.
test: $(VENV)/.test-installed
	@bash tests/install_browser.sh
	@bash tests/install_virtuoso.sh
	@rm -f .coverage
	@$(BIN)/python -m pytest -m "not long" -n auto --ignore tests/view --ignore tests/service --ignore tests/large/spark --cov --cov-report= --cov-fail-under=0
	@$(BIN)/python -m pytest -m "not long" -n auto --reruns 2 --cov --cov-append --cov-report= --cov-fail-under=0 tests/view
	@$(BIN)/python -m pytest -m "not long" --reruns 2 --cov --cov-append tests/service

# What `make test` leaves out: the tests marked `long`, most examples of those marked `fuzz`, a
# Spark cluster, the oldest libraries and newer Pythons (in environments of their own below build/; a
# Python that is not here is left out).
test-long: $(VENV)/.test-installed
	@bash tests/install_browser.sh
	@bash tests/install_virtuoso.sh
	@KG_LONG_TESTS=1 $(BIN)/python -m pytest -m "long or fuzz" -n auto --reruns 2 --ignore tests/large/spark
	@$(BIN)/python -m pytest tests/large/spark
	@PYTHON=$(PYTHON) bash tests/other_versions.sh

# After a change of data/, or of what a command prints. Read the difference before you commit it.
release-data: $(VENV)/.test-installed
	@PYTHONPATH=tests $(BIN)/python tests/release.py

docs: $(VENV)/.test-installed
	@rm -rf build/docs
	@$(BIN)/python docs/generate.py --into build/docs
	@$(BIN)/mkdocs build --quiet --strict
	@echo "Open build/site/index.html"

lint: $(VENV)/.test-installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell *.md Makefile benchmarks data/README.md docs kg notebooks
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

# kglab wants twenty packages in versions of its own: an environment apart, left out where it fails.
bench: $(VENV)/.bench-installed
	@test -x build/kglab/bin/python || $(PYTHON) -m venv build/kglab
	@build/kglab/bin/python -m pip install --quiet --disable-pip-version-check kglab || rm -rf build/kglab
	@$(BIN)/python benchmarks

bench-quick: $(VENV)/.bench-installed
	@$(BIN)/python benchmarks --quick

bench-view: $(VENV)/.test-installed
	@bash tests/install_browser.sh
	@$(BIN)/python benchmarks/view.py

bench-service: $(VENV)/.test-installed
	@$(BIN)/python benchmarks/serving.py -o benchmarks/service.md

bench-durability: $(VENV)/.test-installed
	@$(BIN)/python benchmarks/durability.py -o benchmarks/durability.md

bench-queries: $(VENV)/.test-installed
	@$(BIN)/python benchmarks/loading.py -o benchmarks/loading.md
	@$(BIN)/python benchmarks/queries.py -o benchmarks/queries.md

clean:
	rm -rf $(VENV) build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing ai-alliances into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test-installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing ai-alliances and what its tests need into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.bench-installed: $(VENV)/.test-installed
	@echo "Installing the libraries to compare with into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@
