.DEFAULT_GOAL := help
.PHONY: help run test test-full accept-screens lint format bench docs docs-screens frontend schema examples locale lock licences sbom clean
export PYTHON ?= python3
SHELL := /bin/bash

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
run: ## install what is missing, then start the site with demo data on this machine
	@scripts/run.sh
test: ## lint, types, unit, integration and browser tests
	@scripts/test.sh
test-full: ## the tests with the large counts; ONLY=tests/api_schema runs those of one place
	@scripts/test_full.sh $(ONLY)
accept-screens: ## accept what the pages look like now as the reference pictures of the tests
	@scripts/accept_screens.sh
lint: ## linters, formats, types, import contracts, schema drift
	@scripts/lint.sh
format: ## rewrite Python and frontend sources in the project's format
	@scripts/format.sh
bench: ## measure every promise and print one table; ONLY=name runs one
	@scripts/bench.sh $(ONLY)
docs: ## build the documentation site into site/
	@scripts/docs/build.sh
frontend: ## build frontend/dist if a source changed
	@scripts/frontend.sh
schema: ## write docs/openapi.yaml and the frontend's API types
	@scripts/schema.sh
docs-screens: ## take the pictures of the guides from the running demo
	@scripts/docs/screens.sh
examples: ## record the API's examples anew, then write the schema
	@scripts/docs/examples.sh
locale: ## gather the server's texts into the translation catalogues and compile them
	@scripts/locale/write.sh
lock: ## write the locked requirement sets
	@scripts/lock.sh
licences: ## write docs/operations/licences.md from the locks
	@scripts/supply/licences.sh
sbom: ## write sbom/: what the platform is made of, in CycloneDX
	@scripts/supply/sbom.sh
clean: ## remove the environments and everything built; keeps var/
	@rm -rf .venv .venv-dev .venv-build frontend/node_modules frontend/dist site test-results .test-databases sbom
