# `make run` and `make test` do all the set-up themselves. Everything lands in .venv/.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-train lint types wheel train clean

run: .venv/installed
	$(BIN)/vardkase demo vardkase-demo

test: .venv/installed-dev
	$(BIN)/pytest

test-train: .venv/installed-train
	$(BIN)/pytest tests/classifiers

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/installed-train
	$(BIN)/pyright

wheel: .venv/installed-dev
	rm -rf dist
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

train: .venv/installed-train
	$(BIN)/vardkase train --output classifiers/model --work .training

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
	rm -rf .venv dist vardkase-demo
