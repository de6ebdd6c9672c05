# dalil: `make` lists what there is. Every target makes the environment it needs, from a lock with hashes.

SHELL   := /bin/sh
VENV    := .venv
LOWEST  := .venv-lowest
BIN     := $(VENV)/bin
DALIL   := $(BIN)/dalil
PYTHONS := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3)
# What an installed copy knows of the project: when one of these changes, it is installed again.
PROJECT := pyproject.toml src/dalil/__init__.py
TEXTS   := ../shared/sources
OUT     := out

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-all test-lowest lint format types check lock bench clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: $(VENV)/.runtime ## build the first dossier and ask it three questions
	@$(call hold,000,source:coalition-2024)
	@$(call hold,001,source:ngo-letter-2022)
	@$(DALIL) build
	@$(call ask,Who is named as perpetrator and by whom?,query perpetrators -p event=event:tadamon-massacre)
	@$(call ask,Which counts are given and by whom?,query counts)
	@$(call ask,Who investigates?,query investigators)
	@$(call ask,Where do claims conflict?,conflicts)
	@$(DALIL) network --format svg --output $(OUT)/network.svg
	@$(DALIL) network --format gexf --output $(OUT)/network.gexf
	@$(DALIL) network --format graphml --output $(OUT)/network.graphml
	@echo; echo "Dumps: build/. Picture: $(OUT)/network.svg; for Gephi: $(OUT)/network.gexf. Next: $(DALIL) query, $(DALIL) explain event:tadamon-massacre"

test: $(VENV)/.dev ## the tests, without the slow ones
	$(BIN)/python -m pytest -q -m "not slow" $(ARGS)

test-slow: $(VENV)/.dev ## the slow ones: wheels, fresh environments, large inputs
	$(BIN)/python -m pytest -q -m slow $(ARGS)

test-all: $(VENV)/.dev ## every test
	$(BIN)/python -m pytest -q $(ARGS)

# An old release may warn of what has changed since; only its results are asked for here.
test-lowest: $(LOWEST)/.stamp ## the tests on the oldest versions that pyproject.toml declares
	$(LOWEST)/bin/python -m pytest -q -m "not slow" -p no:cacheprovider -W ignore::DeprecationWarning $(ARGS)

lint: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## let ruff repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy --strict
	$(BIN)/mypy

check: lint types test-all test-lowest ## everything that must hold before a commit

bench: $(VENV)/.dev ## run every benchmark
	@for script in benchmarks/*.py; do \
		[ -f "$$script" ] || { echo "benchmarks/ holds no script yet"; break; }; \
		echo "== $$script"; $(BIN)/python "$$script" || exit 1; \
	done

# --universal: one lock for every Python and system. A pin stays unless it must move; `make lock UPGRADE=--upgrade` moves all.
COMPILE = .venv-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-config --no-header --no-emit-index-url --quiet $(UPGRADE)
EXTRAS = --extra duckdb --extra excel --extra fast # the tests use them for real
lock: ## resolve requirements/*.txt anew from pyproject.toml
	@[ -x .venv-lock/bin/uv ] || { $(call environment,.venv-lock) && .venv-lock/bin/python -m pip --quiet install "uv>=0.7"; }
	$(COMPILE) --group build --output-file requirements/lock.txt
	$(COMPILE) $(EXTRAS) --group dev --constraint requirements/lock.txt --output-file requirements/dev.txt
	$(COMPILE) $(EXTRAS) --group build --group test --resolution lowest-direct --output-file requirements/lowest.txt
	@! grep -n '://' requirements/*.txt || { echo "make lock: an address stands in a lock" >&2; exit 1; }

clean: ## remove environments and caches; builds and held texts stay
	rm -rf .venv .venv-lowest .venv-lock dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements/lock.txt $(PROJECT)
	@$(call environment,$(VENV))
	@$(call install,$(VENV),requirements/lock.txt)
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/lock.txt $(PROJECT)
	@$(call environment,$(VENV))
	@$(call install,$(VENV),requirements/dev.txt)
	@touch $(VENV)/.runtime $@

$(LOWEST)/.stamp: requirements/lowest.txt $(PROJECT)
	@$(call environment,$(LOWEST))
	@$(call install,$(LOWEST),requirements/lowest.txt)
	@touch $@

# environment DIR: an environment that runs, on the first Python that does. Names prove nothing (a pyenv shim may exist and
# fail), so each is asked; 3.14.1 is passed over because networkx refuses it.
define environment
$(1)/bin/python -c 'import pip' 2>/dev/null || { \
	found=; bare=; \
	for python in $(PYTHONS); do \
		$$python -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) or v[:3] == (3, 14, 1))' 2>/dev/null || continue; \
		if $$python -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
		bare=$$python; \
	done; \
	if [ -z "$$found$$bare" ]; then \
		echo "make: no Python 3.11 or newer runs here (tried: $(PYTHONS)). Install one, or name it: make PYTHON=... $(MAKECMDGOALS)" >&2; exit 1; \
	elif [ -z "$$found" ]; then \
		echo "make: $$bare cannot make environments: its venv or ensurepip is missing (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; \
	fi; \
	echo "Making $(1) with $$($$found --version)" >&2; \
	rm -rf $(1) && $$found -m venv $(1); \
}
endef

# install DIR LOCK: what the lock names, hash by hash and from wheels only, then this folder itself (editable).
# --no-deps: the lock is whole (pip check), and pip before 23.3 looks past a pin when somebody asks for an extra of it.
define install
echo "Installing $(2) into $(1)" >&2; \
pip="$(1)/bin/python -m pip --quiet --disable-pip-version-check"; \
$$pip install --no-deps --require-hashes --only-binary :all: --requirement $(2) && \
$$pip install --no-deps --no-build-isolation --editable . && \
$(1)/bin/python -m pip check >&2
endef

# ask QUESTION COMMAND: the question in words, the command that asks it, its answer.
define ask
echo; echo "$(1)"; echo "\$$ dalil $(2)"; $(DALIL) $(2)
endef

# hold NUMBER SOURCE: put a source's text in the vault where this machine has it; without it the anchors' lock file speaks.
define hold
for text in $(TEXTS)/$(1)_*.txt; do \
	[ ! -f "$$text" ] || $(DALIL) hold "$$text" --source $(2) || exit 1; \
done
endef
