# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For cases that write below /etc, beside nsrun.bash, which they load first: the stage's /etc is the
# machine's own.

# own_etc [DIRECTORY]: from now on the stage has a copy of /etc, which is made there.
own_etc()
{
	local copy=${1:-$BATS_TEST_TMPDIR/etc}

	mkdir "$copy"
	cp -a /etc/. "$copy" 2>/dev/null || : # without what only root reads
	mount --bind "$copy" /etc
}

# For tidy(): the machine's own again, if it is not.
give_etc_back() { umount /etc 2>/dev/null || :; }
