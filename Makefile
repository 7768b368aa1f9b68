# `make run` and `make test` are enough on a fresh machine: they set up what they need.
.PHONY: run test pictures check bench lock
.SILENT:

bin := .venv/bin
compile = $(bin)/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-annotate --no-header

run:
	deploy/setup.sh run
	exec $(bin)/python -m server run

# Three at once, each with stores and a site of its own, since most tests wait, and slow files first (tests/conftest.py);
# what is about time has the machine to itself.
alone := tests/story tests/look/test_lighthouse.py
test:
	deploy/setup.sh test
	status=0; export PATH="$$PATH:$(CURDIR)/$(bin)"; \
	$(bin)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(addprefix --ignore=,$(alone)) || status=1; \
	$(bin)/python -m pytest $(alone) || status=1; \
	exit $$status

# What pages and the style guide look like, into tests/out/.
pictures:
	deploy/setup.sh test
	export PICTURES=all PATH="$$PATH:$(CURDIR)/$(bin)"; exec $(bin)/python -m pytest tests/look/test_pictures.py

# Every step runs, so that one look shows everything.
check:
	deploy/setup.sh check
	status=0; \
	step() { echo "== $$*"; "$$@" || status=1; }; \
	step $(bin)/ruff format --check .; \
	step $(bin)/ruff check .; \
	step $(bin)/python -m mypy; \
	step $(bin)/lint-imports --no-logo; \
	step $(bin)/djlint --lint --quiet templates; \
	exit $$status

bench:
	deploy/setup.sh test
	exec $(bin)/python -m bench

# After changing a pin in pyproject.toml or package.json.
lock:
	deploy/setup.sh check
	$(bin)/python -m pip install --quiet uv==0.13.9
	$(compile) pyproject.toml -o requirements.txt
	$(compile) pyproject.toml --extra dev -o requirements-dev.txt
	sed -n 's/^node = \["\(.*\)"\]/\1/p' pyproject.toml | $(compile) - -o requirements-node.txt
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund
