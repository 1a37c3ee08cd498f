# `make run` and `make test` do all the set-up themselves. Everything lands in .venv/.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-train lint types wheel train evaluate floors simulations fuzz clean

run: .venv/installed
	$(BIN)/vardkase demo vardkase-demo

test: .venv/installed-dev
	$(BIN)/pytest -n logical --dist loadfile

# Those that `make test` skipped where torch was missing.
test-train: .venv/installed-train
	$(BIN)/pytest -n logical --dist loadfile \
		$$(grep -rlE 'importorskip|torch|tiny_' --include 'test_*.py' tests/classifiers)

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/installed-train
	$(BIN)/pyright

wheel: .venv/installed-dev
	rm -rf dist
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

train: .venv/installed-train
	$(BIN)/vardkase train --output classifiers/model --work .training \
		$(if $(REAL_TEXTS),--real-texts $(REAL_TEXTS))

# The figures of the embedded model on the held-out texts, and the card that quotes them. `floors`
# also records them as the floors that tests/classifiers/test_floors.py holds the next model to.
EVALUATE := $(BIN)/vardkase evaluate --output classifiers/model/evaluation.json \
	--card classifiers/model/model-card.md

evaluate: .venv/installed-train
	$(EVALUATE)
	cp classifiers/model/model-card.md docs/model-card.md

floors: .venv/installed-train
	$(EVALUATE) --floors classifiers/model/floors.json
	cp classifiers/model/model-card.md docs/model-card.md

# Every simulation behind the figures of docs/method.md and docs/surveys.md, some minutes each and
# the same figures each time. Where R is missing, what compares with it says so and is left out.
simulations: .venv/installed-dev
	$(BIN)/python benchmarks/spikes.py --rounds 1 --sample 4
	$(BIN)/python benchmarks/expectations.py
	$(BIN)/python benchmarks/correction.py --draws 150 --designs equal --sizes 100,400
	$(BIN)/python benchmarks/stories.py --rounds 1 --tools ours store
	PYTHONPATH=. $(BIN)/python tests/reports/signals/coordination_cases.py unseen
	mkdir -p build
	$(BIN)/vardkase link --calibrate --full --output build

# 10,000 damaged files of every format, and 3,333 damaged answers for every parser of a platform: half
# an hour on two cores. The log says what was tried, and of a failure the smallest file that shows it.
fuzz: .venv/installed-dev
	mkdir -p build
	bash -o pipefail -c 'VARDKASE_FUZZ=10000 $(BIN)/pytest -v -n logical --dist worksteal \
		--hypothesis-show-statistics --durations 30 \
		tests/crawlers/imports/test_fuzz.py tests/crawlers/platforms/test_fuzz.py \
		2>&1 | tee build/fuzz.log'

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@ .venv/installed

.venv/installed-train: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --editable '.[train,dev]'
	touch $@ .venv/installed .venv/installed-dev

clean:
	rm -rf .venv dist vardkase-demo build
