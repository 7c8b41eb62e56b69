# Rules of the stand-in Mesos. A configured build folder has a Makefile that sets the variables and includes this
# file; the tests use it directly: make -f rules.mk SRC=<folder of this file> LIBS= ...
SRC ?= .
CXX ?= g++
CXXFLAGS ?= -g0 -O0
LDFLAGS ?=
LIBS ?=
WITH_JAVA ?= 0
prefix ?= /usr/local
libdir ?= $(prefix)/lib
V ?= 1

# Automake's silent rules: V=0 prints "  CXX    file", V=1 the command.
AM_V_P_0 = @printf '  %-8s %s\n' $(1) $(2);
AM_V_P_1 =
say = $(AM_V_P_$(V))

build_time ?= 1443657600
flags = -std=c++11 -fPIC -Wall -Wextra -Werror $(CXXFLAGS) -DBUILD_TIME=$(build_time) -DPREFIX='"$(prefix)"'
headers := $(wildcard $(SRC)/src/*.hpp)
common = json support log loop connection http flags flag_tables resources daemon files zookeeper leader
master = master master_http master_slaves master_frameworks master_offers
slave = slave slave_master slave_tasks slave_http
objects = $(patsubst %,src/%.lo,$(1))
library = src/.libs/libmesos-0.24.0.so

all: src/mesos-master src/mesos-slave src/mesos-executor src/mesos-execute

# The standard headers, parsed once. Every output appears under its name only when it is complete: a compile that is
# killed leaves nothing that the next make would take for done.
src/pch/standin.hpp.gch: $(SRC)/src/standin.hpp
	@mkdir -p src/pch src/.libs
	@cp $(SRC)/src/standin.hpp src/pch/standin.hpp
	$(call say,CXX,standin.hpp.gch) $(CXX) $(flags) -x c++-header -o $@.tmp $< && mv $@.tmp $@

src/%.lo: $(SRC)/src/%.cpp $(headers) src/pch/standin.hpp.gch
	$(call say,CXX,$*.lo) $(CXX) $(flags) -DWITH_JAVA=$(WITH_JAVA) -include src/pch/standin.hpp -c -o $@.tmp $< && mv $@.tmp $@

$(library): $(call objects,$(common) libmesos)
	$(call say,CXXLD,libmesos.la) $(CXX) -shared $(LDFLAGS) -Wl,-soname,libmesos-0.24.0.so -o $@.tmp $^ -Wl,--no-as-needed $(LIBS) && mv $@.tmp $@

link = $(call say,CXXLD,$(notdir $@)) $(CXX) $(LDFLAGS) -o $@.tmp $(1) $(library) -Wl,-rpath,$(libdir) && mv $@.tmp $@

src/mesos-master: $(call objects,$(master)) $(library)
	$(call link,$(call objects,$(master)))

src/mesos-slave: $(call objects,$(slave)) $(library)
	$(call link,$(call objects,$(slave)))

src/mesos-executor: $(call objects,executor) $(library)
	$(call link,$(call objects,executor))

src/mesos-execute: $(call objects,execute) $(library)
	$(call link,$(call objects,execute))

root = $(DESTDIR)$(prefix)

install: all
	mkdir -p $(root)/sbin $(root)/bin $(DESTDIR)$(libdir) $(root)/libexec/mesos $(root)/etc/mesos
	mkdir -p $(root)/share/mesos/webui/master/static
	install -m 755 src/mesos-master src/mesos-slave $(root)/sbin/
	install -m 755 src/mesos-execute $(root)/bin/
	install -m 755 src/mesos-executor $(root)/libexec/mesos/
	install -m 755 $(library) $(DESTDIR)$(libdir)/libmesos-0.24.0.so
	ln -sf libmesos-0.24.0.so $(DESTDIR)$(libdir)/libmesos.so
	install -m 644 $(SRC)/etc/mesos-master-env.sh.template $(root)/etc/mesos/
	install -m 644 $(SRC)/etc/mesos-slave-env.sh.template $(root)/etc/mesos/
	install -m 644 $(SRC)/webui/index.html $(SRC)/webui/app.js $(SRC)/webui/style.css $(root)/share/mesos/webui/master/static/

clean:
	rm -rf src

.PHONY: all install clean
