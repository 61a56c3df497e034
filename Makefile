# The everyday commands; `make help` lists them. What each does is in Tests/Rig: this file only names it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build web demo test check bench simulate killing fuzz sanitize format clean

# The scripts read SWIFT (a toolchain elsewhere), PYTHON and PORT, which make hands on: make demo SWIFT=/path/to/swift PORT=8081

help: ## Show this list
	@printf 'make TARGET\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
		printf '  %-8s %s\n' "$$name" "$$text"; done
	@printf '\nA first run installs what is missing and says so; a cold build takes 4 to 12 minutes on 2 cores.\n'

setup: ## Install what the demo and the tests need (they also do this themselves)
	@Tests/Rig/setup.sh test

build: ## Build the daemon, the worker, the plugins and the Swift tests (debug)
	@Tests/Rig/setup.sh demo
	@Tests/Rig/build.sh tests

web: ## Type-check and bundle the web pages
	@Tests/Rig/setup.sh demo
	@Tests/Rig/build.sh web

demo: ## Try Usher on a throw-away homeserver until Ctrl-C; CHECK=1: walk through it in a browser and end; PORT=8080
	@Tests/Rig/demo.sh $(if $(filter-out 0,$(CHECK)),--check)

test: ## Run every test there is, from unit to browser
	@Tests/Rig/test.sh

check: ## Before a commit: format, scripts, strict build and unit tests
	@Tests/Rig/check.sh

bench: ## Build for release and measure
	@Tests/Rig/bench.sh

simulate: ## Run the loop through a million simulated histories; SEEDS=1000000 FROM=1, or SEED=one
	@Tests/Rig/simulate.sh

killing: ## Kill the daemon among five hundred acts, again and again; KILLS=200
	@Tests/Rig/killing.sh

fuzz: ## Throw mutated bytes at the readers of what strangers send; SECONDS_EACH=60
	@Tests/Fuzz/run.sh

sanitize: ## The worker's and the wire's tests with the sanitizers; ONLY=address|thread|undefined
	@Tests/Sanitizers/run.sh

format: ## Format the Swift sources in place
	@Tests/Rig/format.sh --in-place

clean: ## Delete everything that was built or set up in this folder
	rm -rf .build .build-* web/dist
