# Shortcuts. STACK=lab (the default) is the lab: it needs nothing but Debian 12 and root. Any other STACK is yours: the
# commands are then plain pulumi, with your own backend, passphrase and plugins, and install nothing.
STACK ?= lab
# The node of ssh, console and logs.
NODE ?=
# The file of bundle, and the one that up takes its inputs from.
BUNDLE ?=

ifeq ($(STACK),lab)
PULUMI := lab/pulumi
INSIDE := lab/lab exec
STACK_NAME := $(or $(LAB_NAME),lab)
CACHE_FOLDER := $(if $(MESOS_TESTBED_CACHE),--directory $(MESOS_TESTBED_CACHE))
else
PULUMI := pulumi
INSIDE :=
STACK_NAME := $(STACK)
CACHE_FOLDER := --stack $(STACK)
export PULUMI_STACK := $(STACK)
endif

.DEFAULT_GOAL := help
.PHONY: help setup up bundle doctor preview outputs ssh status topology logs console ui cache down test check e2e test-long bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the lab needs (STACK=lab only)
ifeq ($(STACK),lab)
	@lab/setup
else
	@echo "STACK=$(STACK) installs nothing; it needs pulumi, Node.js 20, virsh, mkisofs, xsltproc and ssh, then: pulumi install"
endif

up: ## bring the cluster up (BUNDLE=file takes all inputs from there)
ifeq ($(STACK),lab)
	@BUNDLE="$(BUNDLE)" lab/up
else
	$(if $(BUNDLE),host/bundle unpack "$(BUNDLE)" "$(STACK)")
	pulumi up
endif

bundle: ## gather all inputs of the cluster that is up into one file (BUNDLE=file)
	@PULUMI=$(PULUMI) $(INSIDE) host/bundle create $(STACK_NAME) "$(or $(BUNDLE),mesos-testbed-$(STACK_NAME).bundle.tar)"

doctor: ## ask every source of the stack's inputs whether it lives (STACK=dev)
ifeq ($(STACK),lab)
	@$(INSIDE) host/doctor $(STACK)
else
	@host/doctor $(STACK)
endif

preview: ## what the next up would change
	@$(PULUMI) preview

outputs: ## the stack's outputs as JSON
	@$(PULUMI) stack output --json

ssh: ## a shell on a node (NODE=slave1)
	@PULUMI=$(PULUMI) $(INSIDE) host/ssh $(or $(NODE),master)

status: ## what is true of the cluster now (DEEP=1 runs a task on every slave, JSON=1 for JSON alone)
ifeq ($(STACK),lab)
	@lab/status $(if $(DEEP),--deep) $(if $(JSON),--json)
else
	@HINT_ARGUMENTS=STACK=$(STACK) host/status $(if $(DEEP),--deep) $(if $(JSON),--json)
endif

topology: ## the nodes with addresses, ports and IDs, from the outputs (SVG=FILE for a picture)
	@PULUMI=$(PULUMI) HINT_ARGUMENTS=$(if $(filter-out lab,$(STACK)),STACK=$(STACK)) \
		host/topology $(if $(SVG),--svg >'$(SVG)')

logs: ## gather the logs of every node, or of NODE=slave1, in one tar.gz
ifeq ($(STACK),lab)
	@lab/logs $(NODE)
else
	@host/gather-logs --output .logs $(NODE)
endif

console: ## follow a node's serial console (NODE=slave1)
ifeq ($(STACK),lab)
	@lab/lab console $(or $(NODE),master)
else
	@node host/run.cjs stackFacts.ts console $(or $(NODE),master)
endif

ui: ## the web pages on 127.0.0.1, until Ctrl-C (UI_PORT=5050 MARATHON_PORT=8080 SOCKS_PORT=1080)
ifeq ($(STACK),lab)
	@UI_PORT=$(UI_PORT) MARATHON_PORT=$(MARATHON_PORT) SOCKS_PORT=$(SOCKS_PORT) lab/ui
else
	@UI_PORT=$(UI_PORT) MARATHON_PORT=$(MARATHON_PORT) SOCKS_PORT=$(SOCKS_PORT) HINT_ARGUMENTS=STACK=$(STACK) host/show-ui
endif

cache: ## what the host's cache has; PRUNE=1 removes what is of no use (OLDER_THAN=30 days, KEEP=1, ALL=1, DRY_RUN=1)
	@host/cache $(if $(PRUNE),prune $(if $(OLDER_THAN),--older-than $(OLDER_THAN)) $(if $(KEEP),--keep $(KEEP)) \
		$(if $(ALL),--all) $(if $(DRY_RUN),--dry-run)) $(if $(JSON),--json) $(CACHE_FOLDER)

down: ## destroy the cluster, and leave nothing
ifeq ($(STACK),lab)
	@lab/down
else
	pulumi destroy
endif

check: ## formatters, linters, type check, and every test without VMs
	@tests/check

e2e: ## the end-to-end test, in VMs of the lab
	@tests/e2e/run

bench: ## measure up, no-op up and destroy beside what they cannot be faster than (25 min)
	@bench/run

test: setup check e2e ## everything that CI runs

test-long: setup ## healing, secrets, bundle, examples and libvirt behind SSH, in VMs (70 min); appends a line to bench/history.jsonl
	@tests/e2e/long
