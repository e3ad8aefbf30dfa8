# `make report` measures on this machine and writes the report; `make test` runs the tests. Both install into .venv first.
# `make report EXTRAS=dev,peers` measures beside more tools.
PYTHON ?= python3
BIN := .venv/bin
EXTRAS ?= dev
INSTALLED := .venv/installed

.PHONY: report test check publish bench-peers clean

report: $(INSTALLED)
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-columns=median,iqr,rounds --quiet
	$(BIN)/python -m reports

test: $(INSTALLED)
	$(BIN)/python -m pytest tests --numprocesses 2 --quiet
	$(BIN)/python -m pytest benchmarks --benchmark-disable --sweep=quick --quiet

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The report that README shows, from the newest run.
publish: $(INSTALLED)
	$(BIN)/python -m reports --out reports/published

bench-peers: $(INSTALLED)
	$(BIN)/python -m pytest benchmarks/bench_peers.py --benchmark-only --quiet
	$(BIN)/python -m reports --targets

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("dualtape needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]'
	@touch $@

clean:
	rm -rf .venv .benchmarks reports/out
