PYTHON ?= python3
BIN := .venv/bin
PACKAGES := meetings_dashboard api webhooks recordings rooms jobs accounts core meetings_api
WORKERS ?= 2

# What `make test-services` runs on, unless the environment names others.
SERVICES_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
SERVICES_BROKER_URL ?= redis://127.0.0.1:6379/9
# Fault tests run on SQLite, and on this PostgreSQL as well if it is named.
FAULTS_DATABASE_URL ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format test-services test-faults test-sdk test-api test-browser bench shots lighthouse messages

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@command -v $(PYTHON) >/dev/null || { echo "Cannot set up: there is no $(PYTHON) here; install Python 3.11 or newer"; exit 1; }
	@$(PYTHON) tools/environment.py requirements.txt

setup-dev:
	@command -v $(PYTHON) >/dev/null || { echo "Cannot set up: there is no $(PYTHON) here; install Python 3.11 or newer"; exit 1; }
	@$(PYTHON) tools/environment.py requirements.txt requirements-dev.txt

run: setup ## Set up and run everything: dashboard, worker, Meetings server
	@exec $(BIN)/python manage.py serve

test: setup-dev ## Set up and run the tests (no server needed)
	@env -u DATABASE_URL -u CELERY_BROKER_URL $(BIN)/python -m pytest -n $(WORKERS) -m "not browser and not exhaustive and not faults"

check: setup-dev ## Style, types, import direction, Django checks, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/mypy --config-file meetings_server/mypy.ini meetings_server
	$(BIN)/lint-imports
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=meetings_server.settings $(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python tools/audit.py

format: setup-dev ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test-services: setup-dev ## The same tests on PostgreSQL and Redis
	DATABASE_URL=$(SERVICES_DATABASE_URL) CELERY_BROKER_URL=$(SERVICES_BROKER_URL) \
		$(BIN)/python -m pytest -n $(WORKERS) -m "not browser and not exhaustive and not faults"

test-faults: setup-dev ## Real processes, killed and cut off (needs redis-server and nginx; PostgreSQL with SERVICES_DATABASE_URL)
	SERVICES_DATABASE_URL=$(FAULTS_DATABASE_URL) $(BIN)/python -m pytest -n $(WORKERS) -m "faults and not alone"
	SERVICES_DATABASE_URL=$(FAULTS_DATABASE_URL) $(BIN)/python -m pytest -m alone

test-sdk: setup ## The retired service's own Python SDK against the Meetings server
	@$(PYTHON) tools/environment.py --into .venv-sdk requirements-sdk.txt
	.venv-sdk/bin/python -m pytest -c tests/sdk/pytest.ini tests/sdk

test-api: setup-dev ## Both APIs against their OpenAPI documents, at every limit
	$(BIN)/python -m pytest -n $(WORKERS) -m exhaustive

test-browser: setup-dev ## The main job in a real browser
	$(BIN)/python -m pytest -m browser

bench: setup-dev ## How fast it is, against limits of the same run; DATABASE_URL chooses the database
	$(BIN)/python -m bench

messages: setup-dev ## The texts of the pages into the catalogues of locale/, and those compiled
	$(BIN)/python tools/messages.py

shots: setup-dev ## Pictures of every page, light and dark, wide and narrow, into shots/
	$(BIN)/python -m tests.browser.shots

lighthouse: setup-dev ## The main pages by Lighthouse, as on a phone (needs npm and Chromium)
	$(BIN)/python -m tests.browser.lighthouse
