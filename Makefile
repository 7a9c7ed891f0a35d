# Every target sets up what it needs; a system Python 3.11–3.13 with venv, git and make are enough.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export PYTHONUTF8 := 1

BIN := .venv/bin
SYSTEM_PYTHON = $(or $(PYTHON),python3)
SETUP = command -v "$(SYSTEM_PYTHON)" >/dev/null 2>&1 || { \
	echo 'setup: $(SYSTEM_PYTHON) not found; install Python 3.11, 3.12 or 3.13, or set PYTHON to one' >&2; exit 1; }; \
	"$(SYSTEM_PYTHON)" scripts/setup.py $(if $(PYTHON),--python "$(PYTHON)")
# LANG is also the locale of the environment (C.UTF-8, en_US.UTF-8): only its first two letters count, only zh and en.
DEMO_LANG = $(if $(filter en%,$(LANG)),en,zh)
PYTEST = $(BIN)/python -m pytest
# So many files of tests at a time; WORKERS=0 runs them one after the other.
WORKERS = 2
EVERYDAY = not slow and not web
BESIDE = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Where there is no Chromium and none may be installed, it says NOT RUN.
TEST_WEB = ( scripts/chromium || exit 0; $(PYTEST) $(BESIDE) -m web tests/web $(ARGS) )

.PHONY: mutation mutation-rules storm analysis gas slither symbolic sizes help setup setup-run up demo network test test-web screenshots pdf-a test-all check lint fmt clean lock artifacts bench containers-secrets

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-18s %s\n' "$$name" "$$text"; done

setup: ## everything for development into .venv and node_modules
	@$(SETUP) dev

setup-run:
	@$(SETUP) run

up: setup-run ## a working ledger on this machine: chain, database, service
	@exec $(BIN)/zhengben up $(ARGS)

demo: setup-run ## the whole story told on a fresh ledger (LANG=zh|en)
	@LANG=C.UTF-8 exec $(BIN)/python -m scripts.demo --lang $(DEMO_LANG) $(ARGS)

network: setup-run ## four validators of a real chain, and the ledger on it while they die (needs Go; LANG=zh|en)
	@LANG=C.UTF-8 exec $(BIN)/python -m scripts.network --lang $(DEMO_LANG) $(ARGS)

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@scripts/forge fmt --check
	@scripts/forge test

test: setup check ## linters, types, contract tests, and all tests but the slow ones
	$(PYTEST) $(BESIDE) -m "$(EVERYDAY)" $(ARGS)

test-all: setup check ## the same with the slow ones, the pages in a browser, Slither and Halmos
	@FOUNDRY_PROFILE=thorough scripts/forge test --match-path 'contracts/test/invariants/*'
	@$(SYSTEM_PYTHON) scripts/setup.py analysis || [ -z "$$CI" ] # elsewhere what it lacks says NOT RUN
	@failed=0; set -x; \
	$(PYTEST) $(BESIDE) -m "$(EVERYDAY)" $(ARGS) || failed=1; \
	$(TEST_WEB) || failed=1; \
	$(PYTEST) $(BESIDE) -m "slow and not alone" $(ARGS) || failed=1; \
	$(PYTEST) -m "slow and alone" $(ARGS) || failed=1; \
	exit $$failed

test-web: setup ## the pages as people use them, in Chromium (installs Debian's where it may)
	@$(TEST_WEB)

screenshots: setup ## a picture of every page in every language, width and state, into build/screenshots
	@scripts/chromium || exit 0; exec $(BIN)/python -m scripts.screenshots $(ARGS)

pdf-a: setup ## ask veraPDF whether certificates are what they claim (Java and Maven, or NOT RUN)
	@$(BIN)/python -m scripts.pdf_a || [ $$? -eq 3 ]

lint: setup ## linters and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@scripts/forge fmt --check

fmt: setup ## write the code as the linters want it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@scripts/forge fmt

artifacts: setup ## compile the contracts into ledger/chain/artifacts
	$(BIN)/python scripts/artifacts.py $(ARGS)

gas: setup ## accept the gas that the acts take now
	@scripts/forge test --match-contract GasTest --gas-snapshot-emit=true --gas-snapshot-check=false

sizes: setup ## accept the sizes that the contracts have now
	@$(BIN)/python scripts/sizes.py --write

analysis: setup
	@$(SYSTEM_PYTHON) scripts/setup.py analysis

slither: analysis ## Slither on the contracts, against the findings that were explained (ARGS=--write)
	@$(BIN)/python scripts/slither.py $(ARGS)

symbolic: analysis ## Halmos on what contracts/test/symbolic says of every input
	@$(BIN)/python scripts/symbolic.py

mutation: setup ## plant bugs into the contracts and see which test notices: an hour or two (ARGS=--write)
	@$(BIN)/python -m scripts.mutation $(ARGS)

mutation-rules: setup ## plant bugs into the rules and see which test notices: about an hour of one processor (ARGS=--write)
	@$(BIN)/python -m scripts.mutation_rules $(ARGS)

storm: setup ## kill service, database and node in the midst of every step, then judge (SEED=, ROUNDS=, FOLDER=)
	@$(BIN)/python -m scripts.storm $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(FOLDER),--folder "$(FOLDER)") $(ARGS)

bench: setup ## measure (BENCH=gas: one of scripts/bench); the numbers belong to docs/benchmarks
	@for file in scripts/bench/$(or $(BENCH),[a-z]*).py; do echo "== $$file"; $(BIN)/python "$$file" $(ARGS) || exit 1; done

containers-secrets: setup-run ## the files of secrets that compose.yaml names
	@$(BIN)/python scripts/containers/make_secrets.py

lock: ## renew the hash-locked requirements and package-lock.json (needs uv; UV=/path/to/uv)
	scripts/lock.sh

clean: ## remove what set-up and tests made; data/ stays
	rm -rf .venv node_modules build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
