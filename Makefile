# SPDX-License-Identifier: MIT
#
# make            builds build/nsrun
# make demo       shows the main job on a throwaway host of its own
# make test       passes the tests that this kernel can run
# make check      lint, tests here and on two other kernels, sanitizers
# make help       lists all targets

VERSION := 0.1.0

# Where things are installed, as GNU names the directories; DESTDIR is put before all of them.
PREFIX      ?= /usr/local
prefix      = $(PREFIX)
exec_prefix = $(prefix)
bindir      = $(exec_prefix)/bin
datarootdir = $(prefix)/share
mandir      = $(datarootdir)/man
docdir      = $(datarootdir)/doc/nsrun
unitdir     = $(prefix)/lib/systemd/system
bashdir     = $(datarootdir)/bash-completion/completions
zshdir      = $(datarootdir)/zsh/site-functions
fishdir     = $(datarootdir)/fish/vendor_completions.d
DESTDIR     ?=

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
# What an entry of a table leaves out is zero, and meant.
WARNINGS := -Wall -Wextra -Wshadow -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wundef \
	-Wvla -Wconversion -Wno-missing-field-initializers
WERROR   ?=
PACKAGES := libnl-3.0 jansson libcap libseccomp yaml-0.1

PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)

# To load shared libraries is a good part of a launch (docs/performance.md), so their archives are
# linked where the system has them, the C library's too. SHARED=1 is for distributions.
SHARED ?=
ARCHIVES := $(if $(SHARED),,$(filter /%,$(foreach lib,nl-3 jansson cap seccomp yaml,\
	$(shell $(CC) -print-file-name=lib$(lib).a))))
PACKAGE_LIBS := $(if $(filter 5,$(words $(ARCHIVES))),$(ARCHIVES) -pthread,\
	$(shell pkg-config --libs $(PACKAGES) 2>/dev/null))
# libnl has functions that ask the C library's name services, and nsrun calls none of them: no word of it.
STATIC ?= $(if $(filter 5,$(words $(ARCHIVES))),$(filter /%,$(shell $(CC) -print-file-name=libc.a)))
STATIC_LINK = $(if $(STATIC),-static-pie $(shell $(CC) -Wl,--help 2>/dev/null | grep -o -m 1 -e --no-warnings | \
	sed 's/^/-Wl,/'))
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -DNSRUN_VERSION='"$(VERSION)"' $(WARNINGS) $(WERROR) \
	-I$(BUILD) $(PACKAGE_CFLAGS) $(CPPFLAGS) $(if $(STATIC),-fPIE) $(CFLAGS)

# Makes a source of nsrun, and is no part of it; nor is what makes of its tables what lists them, too.
GENERATE := runner/privileges/generate.c
DESCRIBE := $(wildcard runner/describe/*.c)

SOURCES := $(filter-out $(GENERATE) $(DESCRIBE),$(wildcard netsetup/*.c runner/*.c runner/*/*.c))
LIBRARY := $(filter-out runner/main.c,$(SOURCES))
# Each is called as its shell looks for it.
COMPLETIONS := $(addprefix $(BUILD)/completions/,nsrun _nsrun nsrun.fish)
UNITS   := $(wildcard tests/unit/*.c)
HELPERS := $(wildcard tests/helpers/*.c)
FUZZERS := $(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))
FAULTS  := $(wildcard tests/faults/*.c)
BENCH   := $(addprefix $(BUILD)/tests/bench/,floor bench timer wire)

.DELETE_ON_ERROR:

.PHONY: all
ifneq ($(AS_OWNER),)
all:
	@$(AS_OWNER) $(MAKE) --no-print-directory all
else
all: $(BUILD)/nsrun $(BUILD)/nsrun.1 $(COMPLETIONS) ## build the program, its manual page and completions
endif

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The system call filters, which libseccomp would take milliseconds for at each launch.
$(BUILD)/generate: $(addprefix $(BUILD)/,$(GENERATE:%.c=%.o) runner/privileges/rules.o \
		runner/privileges/capabilities.o netsetup/failure.o)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/usualfilters.h: $(BUILD)/generate
	$< > $@

$(BUILD)/runner/privileges/filter.o $(BUILD)/tests/bench/floor.o: $(BUILD)/usualfilters.h

$(BUILD)/libnsrun.a: $(LIBRARY:%.c=$(BUILD)/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/nsrun: $(BUILD)/runner/main.o $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(STATIC_LINK) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/describe: $(DESCRIBE:%.c=$(BUILD)/%.o) $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/nsrun.1: docs/nsrun.1.in $(BUILD)/describe $(shell find docs/options)
	$(BUILD)/describe manual docs/nsrun.1.in docs/options > $@

$(COMPLETIONS): $(BUILD)/describe
	@mkdir -p $(@D)
	$< completion $(filter runner/%,$^) > $@
$(BUILD)/completions/nsrun: runner/describe/nsrun.bash
$(BUILD)/completions/_nsrun: runner/describe/nsrun.zsh
$(BUILD)/completions/nsrun.fish: runner/describe/nsrun.fish

# Unit tests: the library and cmocka. Helpers of the cases: what they need of it. The benchmark: libc.
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lcmocka

$(BUILD)/tests/helpers/%: $(BUILD)/tests/helpers/%.o $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lutil

# A fuzz target: for its seeds alone with a main of its own; make fuzz gives it libFuzzer's.
FUZZ_MAIN ?= $(BUILD)/tests/fuzz/replay.o
$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(filter %.o,$(FUZZ_MAIN)) $(BUILD)/libnsrun.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(FUZZ_MAIN) $(BUILD)/libnsrun.a $(PACKAGE_LIBS)

$(BUILD)/tests/faults/inject: $(FAULTS:%.c=$(BUILD)/%.o)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/tests/bench/bench $(BUILD)/tests/bench/timer: $(addprefix $(BUILD)/tests/bench/,launch.o stage.o util.o)
$(BUILD)/tests/bench/wire: $(BUILD)/tests/bench/util.o
$(BENCH): $(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)

.PHONY: demo test check clean
demo: ## show the main job: an address, a route and a ping on a throwaway host
	@tests/setup demo
	@$(MAKE) --no-print-directory -s all
	@NSRUN=$(BUILD)/nsrun examples/demo.sh

.PHONY: tests
tests: all fuzzers $(UNITS:%.c=$(BUILD)/%) $(HELPERS:%.c=$(BUILD)/%) $(BUILD)/tests/faults/inject $(BENCH)

.PHONY: fuzzers
fuzzers: $(FUZZERS:%.c=$(BUILD)/%)

test: ## pass the tests that this kernel can run
	@tests/setup test
	@$(AS_OWNER) $(MAKE) --no-print-directory -s tests
	@NSRUN=$(BUILD)/nsrun tests/run
	@touch $(BUILD)/tested

# For check: what has passed and was not changed since then need not pass twice.
$(BUILD)/tested: $(shell find runner netsetup tests examples Makefile -type f)
	@$(MAKE) --no-print-directory test

# Which cases run in the virtual machines: the files about what only their kernels have, those attacks
# that it is the kernel's to withstand, and of all other files the cases that need what is named
# here. All take hours: KERNEL_CASES= (empty). On a kernel that was booted without IPv6 those of the
# launch do. Under the sanitizers all cases do, and those attacks that are texts and messages.
KERNEL_CASES   ?= $(addprefix tests/cases/,main-line.bats errors-kernel.bats ipvlan.bats \
	ipvlan-port.bats vlan.bats vlan-shared.bats dummy.bats mixed.bats policy-kinds.bats \
	shaping.bats) $(addprefix tests/attacks/,namespaces.bats kernel-calls.bats) \
	$(addprefix tests/faults/,ipvlan.bats vlan.bats)
KERNEL_NEEDS   ?= ipvlan vlan dummy netem modules wireless
# The package is made by make, which would build anew what the sanitizers look at.
SANITIZE_CASES ?= $(filter-out %/package.bats,$(wildcard tests/cases/*.bats)) $(addprefix tests/attacks/,names.bats \
	forged-record.bats forged-grant.bats policy-file.bats state-directory.bats)
NO_IPV6_CASES  ?= $(addprefix tests/cases/,main-line.bats ipv6-off.bats addresses.bats ready.bats)

.PHONY: test-kernels
test-kernels: ## cases on Debian's kernels 6.1 and 6.12, where nothing is skipped
	@tests/setup check
	@$(MAKE) --no-print-directory -s tests
	@NSRUN=$(BUILD)/nsrun NSRUN_MUST_WORK=1 NSRUN_VM_TIMEOUT=3600 NSRUN_NEEDS="$(KERNEL_NEEDS)" \
		tests/kernels/each tests/run $(KERNEL_CASES)
	@NSRUN=$(BUILD)/nsrun NSRUN_MUST_WORK=1 NSRUN_NO_IPV6=1 tests/kernels/run 6.1 \
		--append ipv6.disable=1 tests/cases/run $(NO_IPV6_CASES)

.PHONY: lint sanitize
lint: all ## check the sources, the scripts and the documents
	@tests/setup check
	@NSRUN=$(BUILD)/nsrun tests/checks/run

sanitize: ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@tests/setup test
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/sanitize STATIC= WERROR=-Werror \
		CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all' tests
	@# ASan's own handlers of these signals would be seen where cases look at a command's signals.
	@ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0 NSRUN=$(BUILD)/sanitize/nsrun \
		tests/run $(SANITIZE_CASES)

.PHONY: valgrind mutate
valgrind: ## unit tests and the fuzz targets' seeds under valgrind
	@tests/setup check
	@$(MAKE) --no-print-directory -s tests
	@NSRUN=$(BUILD)/nsrun tests/valgrind

mutate: ## break nsrun in each stage of a launch, and see a test turn red
	@tests/setup test
	@$(MAKE) --no-print-directory -s tests
	@BUILD=$(BUILD) tests/mutate

# A target's minute finds what a change has broken; what is left running finds more.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?=

.PHONY: fuzz
fuzz: ## any bytes to each parser, for FUZZ_SECONDS (60) each
	@tests/setup check
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/fuzz CC=clang FUZZ_MAIN=-fsanitize=fuzzer \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
		fuzzers
	@NSRUN=$(BUILD)/nsrun FUZZ_BUILD=$(BUILD)/fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run $(FUZZ_TARGETS)

check: lint $(BUILD)/tested test-kernels sanitize ## lint, test, test-kernels, sanitize: nothing may fail

.PHONY: bench race chart load coverage-table
bench: all $(BENCH) ## time a launch against the bare floor
	@$(BUILD)/tests/bench/bench --build $(BUILD) --limit 1.4 --json $(BUILD)/bench.json
	@NSRUN=$(BUILD)/nsrun tests/bench/memory 200
	@NSRUN=$(BUILD)/nsrun tests/bench/list 100
	@NSRUN=$(BUILD)/nsrun tests/bench/steps

race: all $(BENCH) ## nsrun beside what else runs a command as its own host here; five minutes
	@NSRUN=$(BUILD)/nsrun tests/bench/race --json $(BUILD)/race.json

chart: ## the last race's figures become those of docs/performance.md, docs/race.svg
	@tests/bench/figures publish $(BUILD)/race.json

# What the kernel lacks is not in the picture: TREE_ON='tests/kernels/run 6.1' draws it with VLANs.
TREE_ON ?=

.PHONY: tree
tree: all ## draw docs/tree.svg, by Graphviz: the laboratory of examples/tree.sh
	@tests/setup test
	@NSRUN=$(BUILD)/nsrun $(TREE_ON) examples/tree.sh --dot >$(BUILD)/tree.dot
	@dot -Tsvg -o docs/tree.svg $(BUILD)/tree.dot

load: all $(BENCH) ## 10,000 launches, 1,000 runs at once, 16 starters for a minute: nothing may stay
	@NSRUN=$(BUILD)/nsrun tests/bench/load

coverage-table: all ## promises, options and mission rows beside their tests
	@NSRUN=$(BUILD)/nsrun tests/checks/coverage

# What stands in docs/ is linked from README.md.
DOCUMENTS := LICENSE README.md $(wildcard docs/*.md docs/*.svg)

.PHONY: install uninstall deb
install: all ## install below PREFIX (/usr/local), in DESTDIR
	install -D -m 755 $(BUILD)/nsrun $(DESTDIR)$(bindir)/nsrun
	install -D -m 644 $(BUILD)/nsrun.1 $(DESTDIR)$(mandir)/man1/nsrun.1
	install -D -m 644 $(BUILD)/completions/nsrun $(DESTDIR)$(bashdir)/nsrun
	install -D -m 644 $(BUILD)/completions/_nsrun $(DESTDIR)$(zshdir)/_nsrun
	install -D -m 644 $(BUILD)/completions/nsrun.fish $(DESTDIR)$(fishdir)/nsrun.fish
	install -d $(DESTDIR)$(unitdir) $(DESTDIR)$(docdir)/docs
	sed 's|=/usr/local/bin/|=$(bindir)/|' docs/nsrun@.service >$(DESTDIR)$(unitdir)/nsrun@.service
	chmod 644 $(DESTDIR)$(unitdir)/nsrun@.service
	for document in $(DOCUMENTS); do \
		install -m 644 $$document $(DESTDIR)$(docdir)/$$document || exit; done

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(bindir)/nsrun $(DESTDIR)$(mandir)/man1/nsrun.1 $(DESTDIR)$(bashdir)/nsrun \
		$(DESTDIR)$(zshdir)/_nsrun $(DESTDIR)$(fishdir)/nsrun.fish $(DESTDIR)$(unitdir)/nsrun@.service
	rm -f $(addprefix $(DESTDIR)$(docdir)/,$(DOCUMENTS))
	-rmdir $(DESTDIR)$(docdir)/docs $(DESTDIR)$(docdir)

# With SHARED=1 and a BUILD of its own it depends on the libraries' packages.
deb: all ## a package for Debian and Ubuntu, build/nsrun_VERSION_ARCHITECTURE.deb
	@BUILD=$(BUILD) VERSION=$(VERSION) .debian/build

clean: ## remove what was built
	rm -rf $(BUILD)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1 - \2/p' Makefile
