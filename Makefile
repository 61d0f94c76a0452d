# Reeve. `make demo` and `make test` are all that a newcomer needs; both install what is missing and may be
# run again at any time, from any state. Each target is one script or one command, so that nothing hides here.

.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-linkage bench-anpr soak lint format docs clean

SOURCES = Sources Tests Package.swift

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' Makefile | awk -F'|' '{ printf "  %-15s %s\n", $$1, $$2 }'

demo: ## Build Reeve, make 43 forces with made-up people, and serve them from http://127.0.0.1:8420
	@Scripts/demo.sh

test: ## Everything that must hold: style, unit tests, house rules, browser, kill tests, documents
	@Scripts/test.sh

bench: ## Measure imports and searches in release (some minutes)
	@Scripts/bench.sh

bench-linkage: ## Join a million generated people with Reeve and with Splink, side by side (some minutes)
	@Scripts/bench-linkage.sh

bench-anpr: ## Ask the same of a hundred million plate reads in Reeve, DuckDB and chDB, and compare (half an hour)
	@Scripts/bench-anpr.sh

soak: ## Kill nodes, fail disks, tamper with logs, decide a million cases twice: the long trials (an hour)
	@Scripts/soak.sh

lint: ## Check the style of the sources
	@Scripts/setup.sh build
	@. Scripts/common.sh && "$$(find_swift)" format lint --strict -p -r $(SOURCES)

format: ## Put the sources in the house style
	@Scripts/setup.sh build
	@. Scripts/common.sh && "$$(find_swift)" format -i -p -r $(SOURCES)

docs: ## Build the reference documentation into .reeve/docs
	@Scripts/setup.sh build
	@Scripts/docs.sh

clean: ## Remove everything that was built or made here; the sources stay
	rm -rf .build .build-release .reeve
