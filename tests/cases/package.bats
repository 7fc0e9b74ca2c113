# SPDX-License-Identifier: MIT
# What `make install` and `make deb` bring where, and that it goes again.
load ../lib/nsrun

prepare()
{
	tree=$BATS_TEST_DIRNAME/../..
	build=$(realpath "$(dirname "$NSRUN")")
	root=$BATS_TEST_TMPDIR/root
	mkdir "$root"
}

# make_of_tree TARGET [VARIABLE=VALUE]...
make_of_tree() { make -C "$tree" --no-print-directory -s BUILD="$build" "$@"; }

# make_package: sets package, the file.
make_package()
{
	package=$(make_of_tree deb SOURCE_DATE_EPOCH=1790000000)
	[ -s "$package" ]
}

# files_of DIRECTORY: prints all that is no directory, as seen from there.
files_of() { (cd "$1" && find . ! -type d -printf '%P\n' | sort); }

# on_scratch_system ARG...: dpkg with a system of its own below $root.
on_scratch_system() { dpkg --root="$root" --force-not-root "$@"; }

@test "make install puts each file where distributions look, and uninstall removes it" {
	make_of_tree install DESTDIR="$root" PREFIX=/usr
	[ "$(files_of "$root" | grep -v ^usr/share/doc/nsrun/)" = "usr/bin/nsrun
usr/lib/systemd/system/nsrun@.service
usr/share/bash-completion/completions/nsrun
usr/share/fish/vendor_completions.d/nsrun.fish
usr/share/man/man1/nsrun.1
usr/share/zsh/site-functions/_nsrun" ]
	files_of "$root" | grep -qx usr/share/doc/nsrun/docs/security.md
	make_of_tree uninstall DESTDIR="$root" PREFIX=/usr
	[ -z "$(files_of "$root")" ]
	[ ! -e "$root/usr/share/doc/nsrun" ]
}

@test "make install knows GNU's names of the directories" {
	make_of_tree install DESTDIR="$root" prefix=/opt bindir=/opt/sbin datarootdir=/opt/data
	[ -x "$root/opt/sbin/nsrun" ]
	[ -e "$root/opt/data/man/man1/nsrun.1" ]
	grep -q '^ExecStart=/opt/sbin/nsrun run ' "$root/opt/lib/systemd/system/nsrun@.service"
}

# covers: --version --macvlan
@test "the package installs, runs, and is removed without a trace" {
	make_package
	mkdir -p "$root"/var/lib/dpkg/{info,updates}
	: >"$root/var/lib/dpkg/status"
	on_scratch_system --install "$package"
	[ "$(on_scratch_system --verify nsrun)" = "" ]
	try "$root/usr/bin/nsrun" --version
	expect_output "nsrun $(dpkg-deb --field "$package" Version)"
	try "$root/usr/bin/nsrun" --macvlan eth0 --ip 172.16.86.2/24 -- ip -brief address show eth0
	expect_status 0
	[[ $output == *172.16.86.2/24* ]]
	on_scratch_system --purge nsrun
	[ -z "$(find "$root" -mindepth 1 ! -path "$root/var*")" ]
}

@test "the package has what make install installs, and Debian's own documents" {
	make_package
	dpkg-deb --extract "$package" "$root"
	make_of_tree install DESTDIR="$BATS_TEST_TMPDIR/installed" PREFIX=/usr \
		zshdir=/usr/share/zsh/vendor-completions
	[ "$(files_of "$root" | sed 's/\.1\.gz$/.1/')" = "$({
		files_of "$BATS_TEST_TMPDIR/installed" | grep -v /LICENSE$
		printf 'usr/share/doc/nsrun/%s\n' copyright changelog.gz changelog.Debian.gz
	} | sort)" ]
	# Nobody gets a capability by it.
	[ -z "$(getcap -r "$root")" ]
	[ "$(dpkg-deb --ctrl-tarfile "$package" | tar --list | sort)" = $'./\n./control\n./md5sums' ]
}

@test "the same tree makes the same package" {
	make_package
	cp "$package" "$BATS_TEST_TMPDIR/first.deb"
	umask 077
	export TZ=Asia/Kathmandu LC_ALL=C.UTF-8
	make_package
	cmp "$package" "$BATS_TEST_TMPDIR/first.deb"
}

@test "examples/install.sh: into a scratch directory, what bash offers then, the package" {
	try "$tree/examples/install.sh"
	expect_stderr ""
	expect_status 0
	[ "${lines[-1]}" = "# All of this was checked, and is as it should be." ]
}
