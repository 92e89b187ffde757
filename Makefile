# Heng 衡. `make` alone prints what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
SUITE  ?= all
SIZE   ?= smoke
EXTRAS ?= dev,datasets
MODEL  ?=
ARGS   ?=
DATE   ?= $(shell date +%F)

.DEFAULT_GOAL := help
.PHONY: help setup eval plan site release check test test-slow bench bench-site bench-skills bench-pipeline task-pages format clean

help: ## print this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  variables: MODEL=<hub id or folder> SUITE=<suite> SIZE=<smoke|standard|full> ARGS='key=value ...'"

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "no $(PYTHON): install Python 3.11 or later, or set PYTHON="; exit 4; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

setup: $(STAMP) ## make .venv/ with everything pinned

eval: $(STAMP) ## weigh: the reference models, and MODEL beside them if given
	$(BIN)/harness eval suite=$(SUITE) size=$(SIZE) $(if $(MODEL),model=hf "model.source='$(MODEL)'") $(ARGS)

plan: $(STAMP) ## what `make eval` would ask, and what it could tell apart
	$(BIN)/harness plan suite=$(SUITE) size=$(SIZE) $(ARGS)

site: $(STAMP) ## the public pages of the last board, into results/site/
	$(BIN)/harness site $(ARGS)

release: $(STAMP) ## a dated, immutable folder of the last board (DATE=2026-11-22), with its pages and their print
	$(BIN)/harness release --date "$(DATE)" $(ARGS)

check: $(STAMP) ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(STAMP) ## fast, deterministic, offline tests
	$(BIN)/pytest -n auto $(ARGS)

test-slow: $(STAMP) ## solvers on 10,000 draws, every number mistyped, 20 seeds of the references, 20 kills of a run
	$(BIN)/pytest -m slow --draws 10000 $(ARGS)
	$(BIN)/pytest tests/items -n auto --draws 10000 -k solvers_agree

bench: $(STAMP) ## the engine beside lm-evaluation-harness, into docs/bench/ (ARGS=--quick: results/bench/); installs the extra lm-eval
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[lm-eval]'
	$(BIN)/python -m benchmarks.engine $(ARGS)

bench-site: $(STAMP) ## the pages of 200 models x 60 tasks: build time, size, time to usable
	$(BIN)/python -m benchmarks.site $(ARGS)

bench-skills: $(STAMP) ## which skills the apprentice and the journeyman learnt, from their runs, into docs/bench/skills.md
	$(BIN)/harness eval
	$(BIN)/harness eval model=journeyman 'references=[]' --no-timing
	$(BIN)/python -m benchmarks.skills

bench-pipeline: $(STAMP) ## start-up, plan and pipeline speed, medians of 5
	$(BIN)/python -m benchmarks.pipeline $(ARGS)

task-pages: $(STAMP) ## make docs/tasks/ from the tasks' code
	$(BIN)/harness task-pages $(ARGS)

format: $(STAMP) ## format and sort imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove runs, answers and caches; keeps trained reference models
	rm -rf results/site results/runs results/answers results/boards results/cache results/schema results/leaderboard.json
