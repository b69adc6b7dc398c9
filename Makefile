# Two commands: `make run` to see it, `make test` to know it works. Each installs what it lacks and says so.
# The steps themselves are in scripts/, one file each.

CARGO_TARGET_DIR ?= $(HOME)/.cache/regulars/target
export CARGO_TARGET_DIR

.PHONY: help run test faults lint e2e bindings bench data package

help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, make the sample shop, open the window on it (without a screen: the same job, as a report)
	@scripts/run.sh

test: ## Everything that must be green, the window's own flows included
	@scripts/test.sh

faults: ## Kills, power cuts, a failing or full disk, changed files, looks into memory: each with its figure (a quarter of an hour)
	@scripts/faults.sh

lint: ## Formatting, clippy, licences and banned crates, types of the window
	@scripts/lint.sh

e2e: ## Only the flows in a real window
	@scripts/e2e.sh

bindings: ## Write the window's types anew after a change of a command or a view
	@scripts/bindings.sh

bench: ## How fast and how large, beside peers; SIZE=M for a million customers, ten million orders, twenty million events
	@scripts/bench.sh

data: ## Fetch the public data that bench uses, into ~/.cache/regulars/data
	@scripts/data.sh

package: ## A .deb, an .rpm and a .tar.gz of this version
	@scripts/package.sh
