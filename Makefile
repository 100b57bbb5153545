# Stockbridge. `make help` lists what there is.
# One set of build flags everywhere: each other set costs minutes of compiling the toolkit again.
.DEFAULT_GOAL := help
GO ?= go
# Only the desktop program needs a C compiler; everything else is built and tested without.
PURE := CGO_ENABLED=0
# Pictures and logs of tests do not depend on the language of whoever runs them.
export LANG := en_GB.UTF-8
TEST_TIMEOUT ?= 900s
# Where .ci/deps installs the tools for a real window and a real keyring, a test that misses them fails; elsewhere it skips and says so.
REQUIRED := $(if $(shell command -v dpkg-query),STOCKBRIDGE_REQUIRE_KEYRING=1 STOCKBRIDGE_REQUIRE_DESKTOP=1)

.PHONY: help run test lint bench measure screenshots build ctl sandbox clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: build ## build and start the desktop program (ARGS="--demo" for the demo stores)
	bin/stockbridge $(ARGS)

build: ## build the desktop program and the command-line tools into bin/
	.ci/deps build
	CGO_ENABLED=1 $(GO) build -o bin/stockbridge ./cmd/stockbridge
	$(PURE) $(GO) build -o bin/ ./cmd/stockbridgectl ./cmd/sandbox

ctl: ## build only the command-line tools
	$(PURE) $(GO) build -o bin/ ./cmd/stockbridgectl ./cmd/sandbox

test: lint ## run every test: rules, clients, flows, a real keyring, and the desktop program in a real window
	.ci/deps build desktop keyring
	CGO_ENABLED=1 $(GO) build -o bin/stockbridge ./cmd/stockbridge
	$(REQUIRED) STOCKBRIDGE_BINARY=$(CURDIR)/bin/stockbridge \
		$(PURE) $(GO) test -tags ci -timeout $(TEST_TIMEOUT) ./...

lint: ## check the formatting, vet, and look for known vulnerabilities where their list can be reached
	@out=$$(gofmt -l cmd core ui assets); if [ -n "$$out" ]; then echo "gofmt would change:"; echo "$$out"; exit 1; fi
	$(PURE) $(GO) vet -tags ci ./...
	GO="$(GO)" .ci/vulncheck

bench: ## measure speed and memory
	$(PURE) $(GO) test -tags ci -run '^$$' -bench . -benchmem -timeout 3600s ./core/... ./ui/...

screenshots: build ## draw every screen, step and dialog and take pictures of the real window; pictures/index.html shows them
	.ci/deps desktop
	rm -rf pictures && mkdir -p pictures/screens
	STOCKBRIDGE_PICTURES=$(CURDIR)/pictures/screens $(PURE) $(GO) test -count=1 -tags ci -run 'Pictures' -timeout $(TEST_TIMEOUT) ./ui/screen/... ./ui/shell
	.ci/pictures bin/stockbridge pictures/window
	.ci/index pictures

measure: build ## start the program with a million orders: time to the first rows, processor at rest, memory
	.ci/deps desktop keyring
	.ci/measure bin/stockbridge $(MEASURE_FOLDER)

clean: ## remove what was built
	rm -rf bin dist pictures
