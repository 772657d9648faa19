# Everything runs in .venv, made on first use; PYTHON chooses the interpreter (3.11 or newer) that makes it.
PYTHON ?= python3
BIN := .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
READY := .venv/ready
READY_TO_BENCH := .venv/ready-to-bench

.PHONY: setup chat test bench format clean

setup: $(READY)

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "solieu needs Python 3.11 or newer (PYTHON=python3.12 make …)"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --requirement requirements-dev.txt
	PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --editable .
	touch $(READY)

chat: $(READY)
	@$(BIN)/solieu chat

test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --quiet --numprocesses auto --dist worksteal

# Observations to measure answering on; "make bench SIZES=2000000" takes some minutes.
SIZES ?= 20000 200000

$(READY_TO_BENCH): $(READY) requirements-bench.txt
	$(INSTALL) --requirement requirements-bench.txt
	touch $(READY_TO_BENCH)

bench: $(READY_TO_BENCH)
	$(BIN)/python -m tests.bench.answers $(SIZES)
	$(BIN)/python -m tests.bench.year --communes 2 --people 20
	$(BIN)/python -m tests.bench_telegram 1000

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv var build *.egg-info .mypy_cache .pytest_cache .ruff_cache
