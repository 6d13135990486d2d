# Everything there is to type. Needed: Python 3.11 or newer and make; uv if it is there.
#
#   make run       start Newsreader at http://127.0.0.1:8000/ (settings: docs/settings.md)
#   make test      run the tests; ARGS="-k poll" picks some
#   make prove     the whole program against a recorded internet, where that is at hand
#   make check     style, types, import contracts, templates, migrations, settings
#   make install   only what `make run` does first: .venv from the lock file
#   make docs      write docs/settings.md anew
#   make messages  collect the words of the interface, and compile their translations
#   make lock      pin the dependencies in pyproject.toml anew (needs uv)
#   make clean     remove .venv and caches; data/ stays
#
# The lock files in requirements/ pin every package by version and hash. After a change
# of dependencies in pyproject.toml: `make lock`, then `make test`, then commit both.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url pyproject.toml

.PHONY: help run test prove check install docs messages lock clean

help:
	@sed -n 's/^#   //p' Makefile

run: install
	@exec $(PY) manage.py run

install: $(VENV)/.installed-run

test: $(VENV)/.installed-test
	@exec $(PY) -m pytest -n auto $(ARGS)

prove: $(VENV)/.installed-test
	@exec $(PY) -m pytest -m proof -s -p no:randomly $(ARGS)

# Checked as it would run behind TLS, with a data folder of its own.
check: export BASE_URL = https://news.example.org
check: export DATA_DIR = $(VENV)/data-of-check
check: $(VENV)/.installed-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	find . -name '*.html' -path './*templates/*' -not -path './$(VENV)/*' -print0 \
		| xargs -0 $(VENV)/bin/djade --target-version 5.2 --check
	$(VENV)/bin/djlint --lint --profile=django --quiet templates
	$(VENV)/bin/djlint --lint --profile=jinja --extension=jinja --quiet templates/jinja
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py catalogue --check

docs: $(VENV)/.installed-run
	@$(PY) -c "from newsreader.lib.env import reference_page as page; \
	from newsreader.settings import SETTINGS; print(page(SETTINGS), end='')" \
	> docs/settings.md.new
	@mv docs/settings.md.new docs/settings.md

messages: $(VENV)/.installed-run
	@$(PY) manage.py catalogue

lock:
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --group test -c requirements/run.txt -o requirements/test.txt
	$(COMPILE) --group test --group lint -c requirements/test.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Newsreader needs Python 3.11 or newer, and $(PYTHON) is not." \
			"Install it, or say where it is: make PYTHON=/path/to/python3.12" >&2; \
		exit 1; }
ifdef UV
	@uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu:" \
			"sudo apt install python3-venv" >&2; \
		exit 1; }
endif

# One stamp for each lock file: it is newer than the file, or something is to be done.
$(VENV)/.installed-%: requirements/%.txt | $(PY)
	@echo "Installing the packages of $< into $(VENV) …"
ifdef UV
	@uv pip install --quiet --python $(PY) --require-hashes -r $<
else
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r $<
endif
	@touch $@
