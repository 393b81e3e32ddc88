# Every target does its own set-up: on a fresh Debian 12 `make run` is all there is to type.
.PHONY: run test check bench bench-hub bench-faults lock clean

run:
	@.ci/set-up run
	@.ci/demo

# The tests start what they need (print server, screen); Qt itself draws off screen. A file of tests stays
# in one of two processes: its servers are started once.
test:
	@.ci/set-up test
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest --numprocesses 2 --dist loadfile

check:
	@.ci/set-up base
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

# The benchmarks that need nothing besides the project; scan_accuracy.py wants a folder of labelled pictures.
bench:
	@.ci/set-up test
	@set -e; for script in $$(ls tests/bench/bench_*.py | grep -v bench_hub.py); do \
		echo "== $$script"; QT_QPA_PLATFORM=offscreen .venv/bin/python "$$script"; done

# The hub with PostgreSQL and nginx; `make bench-hub MATTERS=1000000` for a county of many years.
bench-hub:
	@.ci/set-up test
	.venv/bin/python tests/bench/bench_hub.py --ops $(or $(OPS),20000) --matters $(or $(MATTERS),100000)

# The tests of the fault matrix at length (an hour or two): a thousand power cuts of each kind, hundreds of
# kills and histories, longer storms, 300 stations at once through nginx.
bench-faults:
	@.ci/set-up test
	STATION_CUTS=1000 STATION_KILLS=45 STATION_HISTORIES=200 STATION_STEPS=40 STATION_STORMS=40 STATION_CROWD=300 \
		QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest -q -o timeout=7200 tests/sync/test_power_cut.py \
		tests/sync/test_kills.py tests/sync/test_machine.py tests/e2e/test_everything_breaks.py

# Makes requirements.lock anew from pyproject.toml; needs `uv`. rapidocr asks for opencv-python, which
# carries a second Qt: the override drops it, opencv-python-headless gives the same `cv2`.
lock:
	@export PATH="$$PWD/.venv/bin:$$PATH"; command -v uv >/dev/null || { echo "make lock 需要 uv:pip install uv (uv is needed)" >&2; exit 1; }
	@export PATH="$$PWD/.venv/bin:$$PATH"; override=$$(mktemp) && trap 'rm -f "$$override"' EXIT && \
		echo 'opencv-python ; python_version < "3"' >"$$override" && \
		UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --extra dev --quiet \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--override "$$override" -o requirements.lock

clean:
	rm -rf .venv build dist demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
