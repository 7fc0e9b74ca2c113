# SPDX-License-Identifier: MIT
#
# make            builds build/nsrun
# make demo       shows the main job on a throwaway host of its own
# make test       passes the tests that this kernel can run
# make check      lint, tests here and on two other kernels, sanitizers
# make help       lists all targets

VERSION := 0.1.0

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
UNITDIR ?= $(PREFIX)/lib/systemd/system
DESTDIR ?=

# A build/ with files that this user may not change is left alone.
ifndef BUILD
BUILD := $(shell [ -z "$$(find build ! -writable -print -quit 2>/dev/null)" ] && echo build || \
	echo build-$$(id -u))
endif

# Root builds as the owner of the tree: then nothing in build/ stops the owner's next make.
ifeq ($(shell id -u),0)
AS_OWNER := $(shell run=$$(stat -c 'setpriv --reuid=%u --regid=%g --clear-groups --' .); \
	[ "$$(stat -c %u .)" != 0 ] && $$run true 2>/dev/null && echo "$$run")
endif

CC       ?= cc
CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wundef \
	-Wvla -Wconversion
WERROR   ?=
PACKAGES := libnl-3.0 jansson

PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)

# To load the shared libraries would cost a launch about 0.5 ms of 2.5 (docs/architecture.md), so
# their archives are linked where the system has them. SHARED=1 is for distributions.
SHARED ?=
ARCHIVES := $(if $(SHARED),,$(filter /%,$(foreach lib,nl-3 jansson,\
	$(shell $(CC) -print-file-name=lib$(lib).a))))
PACKAGE_LIBS := $(if $(filter 2,$(words $(ARCHIVES))),$(ARCHIVES) -pthread,\
	$(shell pkg-config --libs $(PACKAGES) 2>/dev/null))
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -DNSRUN_VERSION='"$(VERSION)"' $(WARNINGS) $(WERROR) \
	$(PACKAGE_CFLAGS) $(CPPFLAGS) $(CFLAGS)

SOURCES := $(wildcard netsetup/*.c runner/*.c runner/commands/*.c runner/networks/*.c)
LIBRARY := $(filter-out runner/main.c,$(SOURCES))
UNITS   := $(wildcard tests/unit/*.c)
HELPERS := $(wildcard tests/helpers/*.c)
BENCH   := $(filter-out tests/bench/floor.c,$(wildcard tests/bench/*.c))

.DELETE_ON_ERROR:

.PHONY: all
ifneq ($(AS_OWNER),)
all:
	@$(AS_OWNER) $(MAKE) --no-print-directory all
else
all: $(BUILD)/nsrun ## build the program
endif

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libnsrun.a: $(LIBRARY:%.c=$(BUILD)/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/nsrun: $(BUILD)/runner/main.o $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

# Unit tests: the library and cmocka. Helpers of the cases and the benchmark: nothing but libc.
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lcmocka

$(BUILD)/tests/helpers/%: $(BUILD)/tests/helpers/%.o
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lutil

$(BUILD)/tests/bench/floor: $(BUILD)/tests/bench/floor.o
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/tests/bench/bench: $(BENCH:%.c=$(BUILD)/%.o)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: demo test check clean
demo: ## show the main job: an address, a route and a ping on a throwaway host
	@tests/setup demo
	@$(MAKE) --no-print-directory -s all
	@NSRUN=$(BUILD)/nsrun examples/demo.sh

.PHONY: tests
tests: all $(UNITS:%.c=$(BUILD)/%) $(HELPERS:%.c=$(BUILD)/%)

test: ## pass the tests that this kernel can run
	@tests/setup test
	@$(AS_OWNER) $(MAKE) --no-print-directory -s tests
	@NSRUN=$(BUILD)/nsrun tests/run
	@touch $(BUILD)/tested

# For check: what has passed and was not changed since then need not pass twice.
$(BUILD)/tested: $(shell find runner netsetup tests examples Makefile -type f)
	@$(MAKE) --no-print-directory test

# Which cases run in the virtual machines: those that no other kernel here can run. All take an
# hour: KERNEL_CASES= (empty). On a kernel that was booted without IPv6 those of the launch do. Under
# the sanitizers all do, unless some are named.
KERNEL_CASES   ?= $(addprefix tests/cases/,main-line.bats errors-kernel.bats \
	ipvlan.bats ipvlan-port.bats vlan.bats vlan-shared.bats dummy.bats host-access.bats \
	mixed.bats)
SANITIZE_CASES ?=
NO_IPV6_CASES  ?= $(addprefix tests/cases/,main-line.bats ipv6-off.bats addresses.bats ready.bats)

.PHONY: test-kernels
test-kernels: ## cases on Debian's kernels 6.1 and 6.12, where nothing is skipped
	@tests/setup check
	@$(MAKE) --no-print-directory -s tests
	@NSRUN=$(BUILD)/nsrun NSRUN_MUST_WORK=1 NSRUN_VM_TIMEOUT=3600 tests/kernels/each \
		tests/run $(KERNEL_CASES)
	@NSRUN=$(BUILD)/nsrun NSRUN_MUST_WORK=1 NSRUN_NO_IPV6=1 tests/kernels/run 6.1 \
		--append ipv6.disable=1 tests/cases/run $(NO_IPV6_CASES)

.PHONY: lint sanitize
lint: all ## check the sources, the scripts and the documents
	@tests/setup check
	@NSRUN=$(BUILD)/nsrun tests/checks/run

sanitize: ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@tests/setup test
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/sanitize WERROR=-Werror \
		CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all' tests
	@# ASan's own handlers of these signals would be seen where cases look at a command's signals.
	@ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0 NSRUN=$(BUILD)/sanitize/nsrun \
		tests/run $(SANITIZE_CASES)

check: lint $(BUILD)/tested test-kernels sanitize ## everything above, and nothing may fail

.PHONY: bench coverage-table
bench: all $(BUILD)/tests/bench/floor $(BUILD)/tests/bench/bench ## time a launch against the bare floor
	@$(BUILD)/tests/bench/bench --build $(BUILD) --limit 1.5 --json $(BUILD)/bench.json
	@NSRUN=$(BUILD)/nsrun tests/bench/memory 200
	@NSRUN=$(BUILD)/nsrun tests/bench/list 100

coverage-table: all ## promises, options and mission rows beside their tests
	@NSRUN=$(BUILD)/nsrun tests/checks/coverage

.PHONY: install uninstall
install: all ## install below PREFIX (/usr/local), in DESTDIR
	install -D -m 755 $(BUILD)/nsrun $(DESTDIR)$(BINDIR)/nsrun
	install -D -m 644 docs/nsrun.1 $(DESTDIR)$(MANDIR)/man1/nsrun.1
	install -d $(DESTDIR)$(UNITDIR)
	sed 's|=/usr/local/bin/|=$(BINDIR)/|' docs/nsrun@.service >$(DESTDIR)$(UNITDIR)/nsrun@.service
	chmod 644 $(DESTDIR)$(UNITDIR)/nsrun@.service

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(BINDIR)/nsrun $(DESTDIR)$(MANDIR)/man1/nsrun.1 \
		$(DESTDIR)$(UNITDIR)/nsrun@.service

clean: ## remove what was built
	rm -rf $(BUILD)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1 - \2/p' Makefile
