# Every command sets up what it needs. STACK names a stack file, Pulumi.<stack>.yaml.
STACK ?= local
OUT ?= rendered
SECRETS ?= redacted
FORMAT ?= terminal

# Node itself, not npx: an interrupt must reach the program, which ends when its engine has.
LOCAL = node --import tsx local/main.ts
ORCHESTRIX = node --import tsx operations/orchestrix.ts
# Into a file that was asked for, else onto the terminal.
INTO = $(if $(filter command line,$(origin OUT)),> $(OUT))
MOCHA = npx mocha
FAST = "test/unit/**/*.test.ts" "test/policies/**/*.test.ts"

.PHONY: help tools up preview render compliance policy-config posture destroy env test test-unit test-config test-cluster e2e e2e-node coverage bench lint format generate down clean
.DEFAULT_GOAL := help

help: ## Show the commands.
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{gsub(/\$$\$$/, "$$", $$2); printf "  make %-14s %s\n", $$1, $$2}'

# npm ci, when the lock file has changed since.
node_modules/.installed: package-lock.json
	@echo "installing npm packages" >&2
	npm ci --no-audit --no-fund --loglevel=error >&2
	@touch $@

up: node_modules/.installed ## Deploy stack local on the local control plane, which is started first.
	@$(LOCAL) up

preview: node_modules/.installed ## Show what STACK would change on the local control plane.
	@$(LOCAL) preview $(STACK)

render: node_modules/.installed ## Write the objects of STACK as YAML into OUT; values of Secrets only with SECRETS=plain.
	@$(ORCHESTRIX) render --stack $(STACK) --out $(OUT) --secrets $(SECRETS)

compliance: node_modules/.installed ## Judge STACK by the hardening checklist; FORMAT=terminal|markdown|json|sarif, into OUT if it is given.
	@$(ORCHESTRIX) compliance --stack $(STACK) --format $(FORMAT) $(INTO)

policy-config: node_modules/.installed ## Print what the policy pack must know of STACK (--policy-pack-config), into OUT if it is given.
	@$(ORCHESTRIX) policy-config --stack $(STACK) $(INTO)

posture: node_modules/.installed ## Read the hardening checklist from the local control plane.
	@$(LOCAL) posture

destroy: node_modules/.installed ## Delete stack local from the local control plane.
	@$(LOCAL) destroy

env: node_modules/.installed ## Print the environment of the local stack: eval "$$(make -s env)".
	@$(LOCAL) env

tools: node_modules/.installed ## Build what the local control plane and the engine need, once.
	@$(LOCAL) tools

test: lint coverage test-config test-cluster ## Run every check and test.

test-unit: node_modules/.installed ## Run the fast tests.
	$(MOCHA) $(FAST)

coverage: node_modules/.installed ## Run the fast tests; 95% of the lines of components/ and policies/ must be covered.
	npx c8 --all --include "components/**" --include "policies/**" --exclude policies/index.ts --exclude policies/start.js \
	  --reporter text --lines 95 --check-coverage $(MOCHA) $(FAST)

test-config: node_modules/.installed ## Run the shipped scripts and configuration against real servers.
	$(MOCHA) --timeout 120000 "test/config/**/*.test.ts"

test-cluster: tools ## Run the real engine on the local control plane.
	$(MOCHA) --timeout 300000 "test/cluster/**/*.test.ts"

e2e: node_modules/.installed ## Run stack e2e on the cluster of KUBECONFIG that E2E_CLUSTER names, with the images of E2E_IMAGES.
	$(MOCHA) --timeout 180000 test/node/suite.test.ts

e2e-node: node_modules/.installed ## Run it on a real node of its own: needs root, Debian 12 and the node kit (NODE_KIT).
	node --import tsx test/node/onNode.ts

bench: tools ## Measure what must be fast on a control plane of its own; fails if a target is missed.
	node --import tsx bench/main.ts

lint: node_modules/.installed ## Check types, style, and that generated files are up to date.
	npx tsc --project .
	npx eslint .
	npx prettier --check --log-level warn .
	npx tsx docs/generate.ts --check

format: node_modules/.installed ## Format every file.
	npx prettier --write --log-level warn .

generate: node_modules/.installed ## Write what is derived from the code into Pulumi.yaml and README.md.
	npx tsx docs/generate.ts

down: node_modules/.installed ## Stop the local control plane; its state stays.
	@$(LOCAL) down

clean: node_modules/.installed ## Stop the local control plane and forget its state and that of the local stack.
	@$(LOCAL) clean
	rm -rf coverage rendered
