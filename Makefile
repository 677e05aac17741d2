# `make run` starts the program on this computer, `make test` tries everything. Both make what they need in .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet --no-input --require-hashes
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq

# The environment is made anew when the content of the requirements changes, and only then: the name of the mark
# left in it tells from which content it was made, and where. One whose Python is gone counts as none.
$(shell $(BIN)/python -c '' 2>/dev/null || rm -rf .venv)
RUNTIME := .venv/made-from-$(shell (pwd; cat requirements.txt) | sha256sum | cut -c1-16)
DEVELOPMENT := .venv/tested-with-$(shell (pwd; cat requirements.txt requirements-dev.txt) | sha256sum | cut -c1-16)

# What has nothing to do with the kind of database is tried once: how the program is wired, looks and speaks.
# So is what one of the two alone has.
APART := $(addprefix --ignore=,tests/test_sqlite.py tests/wiring tests/uploads tests/test_worker.py \
  tests/services/test_only_services_write.py tests/test_look.py tests/test_documentation.py tests/test_sentence.py \
  tests/test_markup.py tests/test_mentions.py tests/test_words.py tests/test_plots.py tests/test_lanes.py \
  tests/test_charts.py tests/test_lifecycle.py tests/test_sample.py tests/views/test_links.py tests/views/test_account.py \
  tests/views/test_kept_words.py tests/views/test_bad_input.py tests/views/test_bad_addresses.py \
  tests/views/test_stale_forms.py tests/views/test_freshness.py)

# Tests often wait for a browser, a server or a disk: on two cores, four of them get done sooner than two. Who is
# through with their share takes from the others'.
AT_ONCE := -n 4 --dist worksteal

export PORT DATABASE_URL DATA_DIR SAMPLE

.PHONY: help run test check browser scanner bench pictures requirements clean

help: ## show this list
	grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

run: $(RUNTIME) ## start on http://127.0.0.1:8000 (PORT, DATABASE_URL, DATA_DIR; SAMPLE=1 for made-up progress)
	exec $(BIN)/python manage.py run_local

test: $(DEVELOPMENT) browser scanner ## try everything: linters, PostgreSQL, SQLite, a real browser
	$(MAKE) --no-print-directory check
	echo "==> Tests on PostgreSQL"
	$(BIN)/python -m tests.with_postgresql $(BIN)/python -m pytest $(AT_ONCE) -m "not browser" $(APART)
	echo "==> Tests on SQLite, and in the browser"
	DATABASE_URL= $(BIN)/python -m pytest $(AT_ONCE) --ignore=tests/test_plans.py # those of PostgreSQL, tried above

check: $(DEVELOPMENT) ## linters, direction of imports, templates, missing migrations, deployment
	echo "==> Python"
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet . || { echo "Run .venv/bin/ruff format ." >&2; exit 1; }
	echo "==> Imports run one way"
	said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said" >&2; exit 1; }
	echo "==> Templates"
	$(BIN)/djlint --lint --quiet templates
	echo "==> Migrations"
	$(BIN)/python manage.py makemigrations --check --dry-run
	echo "==> Settings for production"
	$(BIN)/python -m tests.check_deploy

# Installs a package of Debian for what needs it: $(call debian,The tests of this,what,its-package).
define debian
	become=""
	if [ "$$(id -u)" != 0 ]; then
	  become="sudo -n"
	  sudo -n true 2>/dev/null || become="none"
	fi
	if [ "$$become" = none ] || ! command -v apt-get >/dev/null; then
	  echo "$(1) need $(2). On Debian this line brings it:  sudo apt-get install $(3)" >&2
	  exit 1
	fi
	echo "==> Installing $(2)"
	$$become env $(APT) update
	$$become env $(APT) install --yes --no-install-recommends $(3) >/dev/null
endef

browser:
	command -v chromium >/dev/null && exit 0
	$(call debian,The browser tests,Chromium,chromium)

# clamd without its services and the 300 MB of signatures that its package brings: its library, and the one program.
scanner: $(DEVELOPMENT)
	PATH="$$PATH:/usr/sbin:$(BIN)"
	command -v clamd >/dev/null && exit 0
	ldconfig -p 2>/dev/null | grep -q libclamav.so.12 || { $(call debian,The tests of files,the library of ClamAV,libclamav12); }
	folder=$$(mktemp -d)
	trap 'rm -rf "$$folder"' EXIT
	(cd "$$folder" && $(APT) -o APT::Sandbox::User=root download clamav-daemon)
	dpkg-deb --fsys-tarfile "$$folder"/*.deb | tar --extract --to-stdout ./usr/sbin/clamd > "$$folder/clamd"
	install -m 0755 "$$folder/clamd" $(BIN)/clamd

bench: $(DEVELOPMENT) ## measure pages and writes at three sizes
	$(BIN)/python -m tests.bench

pictures: $(DEVELOPMENT) browser ## take the pictures in the README anew, of the sample progress
	$(BIN)/python -m tests.browser.pictures

requirements: $(DEVELOPMENT) ## pin the newest versions that requirements.in and requirements-dev.in allow
	for name in requirements requirements-dev; do
	  $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file $$name.txt $$name.in
	done

clean: ## remove the environment and what tools leave behind (the data in var/ stays)
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME):
	if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	  echo "Python 3.11 or newer is needed. On Debian this line brings it:  sudo apt-get install python3-venv" >&2
	  exit 1
	fi
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then
	  if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	    echo "Python's venv module is missing. This line cures it:  sudo apt-get install python3-venv" >&2
	    exit 1
	  fi
	  echo "Python's venv module is missing; installing Debian's python3-venv."
	  env $(APT) update
	  env $(APT) install --yes --no-install-recommends python3-venv >/dev/null
	fi
	echo "Making the environment in .venv. This is done once and takes about half a minute."
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	touch $@

$(DEVELOPMENT): | $(RUNTIME)
	echo "Adding what the tests need to .venv."
	$(PIP) -r requirements.txt -r requirements-dev.txt
	rm -f .venv/tested-with-*
	touch $@
