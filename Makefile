PYTHON ?= python3
BIN := .venv/bin
LOCK ?=
STAMP := .venv/.installed
# Tests that draw a few cases; in `make fuzz` ten times as many random ones, and all of those that are listed.
DRAWN := $(shell grep -rl --include='test_*.py' 'from tests.support.draws import' tests)

# The folders of tests by first letter, and what else has tests.
SHARES := s c m-o d-l p-r a-bt-z
SUITE := $(SHARES:%=suite-%) suite-rest

# Without the plugins that cost each test and that nothing here asks for.
PYTEST := $(BIN)/python -m pytest -q -p no:xdist -p no:cov -p no:anyio -p no:logging

# The output of what runs at once comes in one piece each, where make can do that (GNU make 4).
WHOLE := $(if $(filter output-sync,$(.FEATURES)),-Otarget)

# Modules are compiled once: installing has compiled those of others already.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := test
.PHONY: venv test lint suite $(SUITE) test-web backends load mathlive site coverage matrix lock demo bench mutate fuzz fuzz-calls fuzz-solve soak docs clean

venv: $(STAMP)

# The stamp is written last, so an install that broke off is done again.
$(STAMP): pyproject.toml
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check $(if $(LOCK),-c $(LOCK)) -e '.[dev,demo]'
	@touch $@

# At once, each with its output in one piece: what looks at the text alone, and shares of the tests, which are more than
# cores, so that no core waits long for another; the longest begin first.
test: venv
	@$(MAKE) --no-print-directory --keep-going -j2 $(WHOLE) lint $(SUITE)

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy

suite: venv
	@$(MAKE) --no-print-directory --keep-going -j2 $(WHOLE) $(SUITE)

# Folders by their first letter: a process for each share, which collects and imports no more than that.
$(SHARES:%=suite-%): suite-%: venv
	$(PYTEST) $(wildcard tests/[$*]*/)

suite-rest: venv
	$(PYTEST) $(wildcard tests/test_*.py) src

# The page in a real browser; what is missing is said.
test-web: venv
	$(BIN)/python -m pytest -q -rs -m "" tests/web tests/browser tests/scale

# Every operation, the public cases and the values at the edges in each backend; its libraries have an environment of
# their own, for they take 2 GB.
backends: .venv-backends/.installed
	EXTREMUM_DRAWS=10 .venv-backends/bin/python -m pytest -q tests/compiling/test_backends.py tests/compiling/test_edges.py

.venv-backends/.installed: pyproject.toml
	@$(PYTHON) -m venv .venv-backends
	@.venv-backends/bin/python -m pip install -qq --disable-pip-version-check -e '.[dev,jax,torch,numba]'
	@touch $@

# The page under load: 50 clients for 30 seconds, then 10,000 different questions.
load: venv
	$(BIN)/python -m tests.web.load

# The lines that the tests run: 95% at least.
coverage: venv
	$(BIN)/python -m pytest -n 2 -q --cov --cov-report=term:skip-covered

# Each supported Python that this machine has.
matrix: venv
	$(BIN)/python -m tests.release.matrix

# The versions with which the tests pass now; make venv LOCK=requirements-dev.lock installs them.
lock: venv
	$(BIN)/python -m pip freeze --exclude-editable > requirements-dev.lock

# The field for formulas in two dimensions, beside the files of the page; a wheel that is built then has it.
mathlive: venv
	$(BIN)/python -m extremum.web.mathlive

# The documentation, in build/site, and the page as files, in build/site/try; what they need is fetched.
site: .venv/.documenting
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/site
	@rm -rf build/wheel
	$(BIN)/python -m hatchling build -t wheel -d build/wheel
	$(BIN)/python -m extremum.web.browser.build build/site/try build/wheel/*.whl

.venv/.documenting: $(STAMP)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[docs]'
	@touch $@

demo: venv
	$(BIN)/python -m extremum.demo

bench: venv
	@set -e; for file in $(sort $(wildcard benchmarks/*.py)); do \
		echo "$$file"; $(BIN)/python "$$file"; \
	done

# Breaks each rule in turn and sees whether the checks notice.
mutate: venv
	$(BIN)/python -m tests.mutate

# Random expressions against direct evaluation, on all cores.
fuzz: venv
	$(BIN)/python -m tests.fuzz
	$(BIN)/python -m tests.convexity.fuzzing 5000
	$(BIN)/python -m tests.recurrences.fuzzing 300
	EXTREMUM_DRAWS=10 $(BIN)/python -m pytest -n auto -q $(DRAWN)

# Whole calls on random and on bogus questions, judged by numbers.
fuzz-calls: venv
	$(BIN)/python -m tests.fuzz_calls

# Random problems, solved and judged by numbers.
fuzz-solve: venv
	$(BIN)/python -m tests.solving.generate --count 1000

# A million small questions in one process: what stays in memory.
soak: venv
	$(BIN)/python -m tests.soak --count 1000000

docs: venv
	$(BIN)/python docs/make_founding_problems.py
	$(BIN)/python docs/make_readme.py
	$(BIN)/python docs/make_derivations.py
	$(BIN)/python docs/make_gallery.py
	$(BIN)/python docs/make_tutorial.py
	$(BIN)/python docs/make_coverage.py
	$(BIN)/python docs/make_solving.py
	$(BIN)/python docs/make_statistics.py
	$(BIN)/python docs/make_checking.py
	$(BIN)/python docs/make_command_line.py
	$(BIN)/python docs/make_generated_code.py
	$(BIN)/python docs/make_reference.py

clean:
	rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
