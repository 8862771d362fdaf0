# make run     a running study companion, from nothing
# make test    everything that is promised, tested
# make check   style, types, layers, docs
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshots browser weights clean

help:
	@sed -n 's/^# //p' Makefile

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "需要 Python 3.11 或更新的版本：make run PYTHON=python3.12 · Python 3.11 or newer is needed" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# One stamp a set of extras: made anew only when pyproject.toml changed.
.venv/.installed: .venv/pyvenv.cfg pyproject.toml
	@echo "安装依赖，约需一两分钟 · installing what is needed, a minute or two"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@
.venv/.installed-local: .venv/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[local]'
	@touch $@
.venv/.installed-test: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@
.venv/.installed-check: .venv/.installed-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,check]'
	@touch $@

run: .venv/.installed $(if $(filter local,$(COMPANION_LLM)),.venv/.installed-local)
	$(BIN)/python -m companion models pull
	$(BIN)/python -m companion index
	$(BIN)/python app.py

weights: .venv/.installed
	$(BIN)/python -m companion models pull

# The browser tests need a chromium; where apt is at hand and allowed it is installed, else the lane is named as not run.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && echo "installing chromium for the browser tests" && \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || \
	echo "no chromium here and it cannot be installed: the browser tests are NOT RUN"

test: .venv/.installed-test browser
	$(BIN)/python -m companion models pull
	$(BIN)/python -m pytest

check: .venv/.installed-check
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/docs

bench: .venv/.installed-test weights
	$(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA))

screenshots: .venv/.installed-test browser weights
	$(BIN)/python -m companion index
	$(BIN)/python -m benchmarks.screenshots

clean:
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
