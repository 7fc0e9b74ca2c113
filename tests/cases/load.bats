# SPDX-License-Identifier: MIT
# Many launches, many runs at once, many starters: none fails, and nothing of them stays. make load does
# the same with thousands.
load ../lib/nsrun

# covers: P2 P3 P10 --name --detach exec
@test "300 launches, 50 runs alive at once and 16 starters leave all as it was" {
	LOAD_LAUNCHES=300 LOAD_RUNS=50 LOAD_SECONDS=5 run --separate-stderr -- \
		timeout $((240 * slowness)) "$BATS_TEST_DIRNAME/../bench/load"
	expect_status 0
	expect_stderr ""
	[[ ${lines[0]} =~ ^"300 launches one after another: "[0-9.]+" ms each"$ ]]
	[[ ${lines[1]} =~ ^"one launch, 1 alive, "[0-9]+" mounts: floor "[0-9.]+" ms, nsrun "[0-9.]+" ms, " ]]
	[[ ${lines[2]} =~ ^"50 named runs, 16 started at a time: "[0-9]+" us each"$ ]]
	[[ ${lines[3]} =~ ^"one launch, 51 alive, "[0-9]+" mounts: floor "[0-9.]+" ms, nsrun "[0-9.]+" ms, " ]]
	[[ ${lines[4]} =~ ^"16 starters at once: "[0-9]+" launches in "[0-9.]+" s"$ ]]
	expect_line "processes of nsrun's: 1, 1"
}
