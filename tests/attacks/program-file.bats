# SPDX-License-Identifier: MIT
# Attack: CVE-2019-5736. Overwrite the program nsrun, which root will start again, through a file that is open in
# a process of nsrun's: /proc/self/exe where the command is nsrun itself, /proc/PPID/exe, or that of nsrun exec.
# Modes: user, userns, plain. (root has the host's files by intent: docs/security.md.)
# Holds: it cannot be opened for writing, and is the same afterwards.
load ../lib/nsrun
load ../lib/attacks

prepare_sum() { sum=$(sha256sum <"$bin/nsrun"); }
expect_same() { [ "$(sha256sum <"$bin/nsrun")" = "$sum" ]; }
# A launcher that only the attack is to be seen of.
overwrite='for exe in /proc/self/exe /proc/$PPID/exe /proc/1/exe; do
	(exec 9>>"$exe") 2>/dev/null && echo "open: $exe"
	python3 -c "
import os, sys
try:
    held = os.open(sys.argv[1], os.O_PATH)
    os.open(\"/proc/self/fd/%d\" % held, os.O_WRONLY)
    print(\"open by a handle:\", sys.argv[1])
except OSError as error:
    pass
" "$exe"
done; (echo x >>"$0") 2>/dev/null && echo "open: $0"; echo tried'

# covers: P9 --user --userns
@test "not by the command, through any of nsrun's processes" {
	need_users
	prepare_sum
	for mode in user userns plain; do
		as "$mode" sh -c "$overwrite" "$bin/nsrun"
		expect_output tried
	done
	nsrun --userns --pid -- sh -c "$overwrite" "$bin/nsrun"
	expect_output tried
	expect_same
}

# covers: P9 exec
@test "not by who waits in the run for nsrun exec" {
	need_users
	prepare_sum
	NSRUN=$bin/nsrun
	# Holds what it can of each new process's program, and writes when nsrun has ended.
	cat >"$XDG_RUNTIME_DIR/wait.py" <<-'END'
		import os
		seen, mine = 0, os.getpid()
		print("ready", flush=True)
		while True:
		    for pid in range(mine + 1, mine + 200):
		        try:
		            held = os.open("/proc/%d/exe" % pid, os.O_PATH)
		        except OSError:
		            continue
		        if not os.readlink("/proc/self/fd/%d" % held).endswith("/nsrun"):
		            os.close(held)
		            continue
		        try:
		            os.open("/proc/self/fd/%d" % held, os.O_WRONLY)
		            print("open", flush=True)
		        except OSError as error:
		            print("held:", error.strerror, flush=True)
		        os.close(held)
	END
	chmod 755 "$XDG_RUNTIME_DIR"
	detach --userns --pid --name waits -- python3 "$XDG_RUNTIME_DIR/wait.py"
	is_ready() { "$NSRUN" logs waits | grep -q ready; }
	wait_until 10 is_ready
	for _ in {1..6}; do
		nsrun exec waits true
		expect_status 0
	done
	# The joined command may be nsrun itself: then its program is seen, and still cannot be written to.
	nsrun exec waits /proc/self/exe --version
	nsrun logs waits
	[[ $output != *open* ]]
	expect_same
}

# covers: P9
@test "a file of the run's user own is overwritten in these ways" {
	need_users
	install -m 755 -o 65534 "$(type -P true)" /run/user/mine
	chmod 755 /run/user
	nsrun --user nobody -- sh -c '(echo >>/run/user/mine) && echo written'
	expect_output written
}
