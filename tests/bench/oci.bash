# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the contestants crun and runc have together: the shell script that launches one container with
# a macvlan of the Container Network Interface's plugin. $work, $rootfs and $gateway are race's.

# Sets cni; says what is missing.
find_cni()
{
	for cni in /usr/lib/cni /usr/libexec/cni /opt/cni/bin; do
		[ ! -x "$cni/macvlan" ] || [ ! -x "$cni/static" ] || return 0
	done
	echo "CNI's plugins macvlan and static are not here"
	return 1
}

# make_oci_launcher RUNTIME: $work/launch ADDRESS NUMBER COMMAND…
make_oci_launcher()
{
	find_cni && cd "$work" && "$1" spec && jq --compact-output --arg root "$rootfs" '
		.process.terminal = false | .root.path = $root | .process.args = ["@COMMAND@"] |
		(.linux.namespaces[] | select(.type == "network")).path = "/run/netns/@NAME@"
		' config.json >template
	cat >launch <<-END
		#!/bin/sh
		address=\$1 name=$1\$2 bundle=$work/bundle\$2
		shift 2
		read -r text <$work/template
		words=\$1
		for word; do [ "\$word" = "\$1" ] || words="\$words\",\"\$word"; done
		text="\${text%%@COMMAND@*}\$words\${text#*@COMMAND@}"
		mkdir \$bundle
		printf %s "\${text%%@NAME@*}\$name\${text#*@NAME@}" >\$bundle/config.json
		export CNI_CONTAINERID=\$name CNI_NETNS=/run/netns/\$name CNI_IFNAME=eth0 CNI_PATH=$cni
		network='{"cniVersion":"0.4.0","name":"race","type":"macvlan","master":"eth0","mode":"bridge",
			"ipam":{"type":"static","addresses":[{"address":"'\$address'/16","gateway":"$gateway"}],
			"routes":[{"dst":"0.0.0.0/0"}]}}'
		ip netns add \$name || exit
		CNI_COMMAND=ADD $cni/macvlan <<TEXT || exit
		\$network
		TEXT
		$(type -P "$1") run --bundle \$bundle \$name
		status=\$?
		CNI_COMMAND=DEL $cni/macvlan <<TEXT || exit
		\$network
		TEXT
		ip netns delete \$name
		rm -r \$bundle
		exit \$status
	END
	chmod +x launch
}
