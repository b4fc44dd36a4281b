# Smart City-Forum: the commands of daily work. `make run` and `make test` need Python 3.11+ and make, nothing else.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 5000
FORUM_INSTANCE ?= $(CURDIR)/instance
export HOST PORT FORUM_INSTANCE

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
# Extras stay in the lock: without them pip looks for the newest release of a package asked for with an extra.
LOCK := $(BIN)/uv pip compile -q --universal --no-strip-extras --generate-hashes --no-header $(UPGRADE)

.PHONY: run test coverage check bench lock audit vendor translations permissions pictures clean

run: .venv/run.stamp            ## Migrate, fill the demo when empty, and serve.
	@$(BIN)/python tools/preflight.py serve
	@$(FLASK) db upgrade >/dev/null 2>&1 || $(FLASK) db upgrade
	@$(FLASK) forum demo --if-empty
	@exec $(BIN)/python wsgi.py

test: .venv/dev.stamp           ## Run all tests, on every database that is there.
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

coverage: .venv/dev.stamp       ## Run all tests and list the lines that none of them reaches; takes half as long again.
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q --cov --cov-report=term-missing:skip-covered

check: .venv/dev.stamp          ## Lint, types, layers, formatting.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp          ## Measure pages, search, posts, sockets, hiding and digests; prints JSON.
	@$(BIN)/python -m tests.benchmarks

lock: .venv/dev.stamp           ## Pin what pyproject.toml asks for, with hashes; UPGRADE=--upgrade takes newer versions.
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

audit: .venv/dev.stamp          ## Look up known weaknesses of every pinned library; needs a network.
	@$(BIN)/python -m tools.audit

vendor: .venv/dev.stamp         ## Refresh static/vendor from the locked package.json.
	$(BIN)/python tools/vendor.py

translations: .venv/dev.stamp   ## Bring the English catalogues up to date with the German sentences.
	$(BIN)/python tools/translations.py

permissions: .venv/dev.stamp    ## Write docs/permissions.md from the table that decides.
	$(BIN)/python -m tools.permissions

pictures: .venv/dev.stamp       ## Take the README's pictures from a running demo.
	$(BIN)/python -m tools.pictures

clean:                          ## Remove the environment; data in instance/ stay.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

.venv/run.stamp: requirements.lock
	@$(PYTHON) tools/preflight.py environment
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock requirements.lock
	@$(PYTHON) tools/preflight.py environment
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/run.stamp
