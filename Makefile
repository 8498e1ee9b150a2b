# Everything happens in tools/; this file only names it. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help run test dev bench fmt

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, and serve with demo data on 127.0.0.1:3000
	@tools/setup
	@tools/build
	@exec env -u DATABASE_URL tools/seatkeeper serve --demo --data-dir ./data

test: ## everything that has to pass before a change lands
	@tools/test

dev: ## serve on 127.0.0.1:3000, rebuild and reload on each change
	@tools/setup
	@exec tools/dev

bench: ## measure on a million licenses
	@tools/setup test
	@tools/build
	@tools/bench

fmt: ## format the Rust code
	@cargo fmt --all
