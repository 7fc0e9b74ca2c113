/* SPDX-License-Identifier: MIT */
#include "hypervisors.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "../../netsetup/cleanup.h"

static const char cloud[] = "use --ipvlan, with addresses that the cloud gives this machine";
static const char security[] = "allow the addresses on its port (port security), or use --ipvlan";

/* Clouds are before what they are built with. */
static const struct hypervisor hypervisors[] = {
	{ "Amazon EC2", NULL, NULL, "an Amazon EC2", cloud },
	{ NULL, NULL, "ena", "an Amazon EC2", cloud },
	{ "Google", "Google Compute Engine", NULL, "a Google Cloud", cloud },
	{ NULL, NULL, "gve", "a Google Cloud", cloud },
	{ "Hetzner", NULL, NULL, "a Hetzner Cloud", cloud },
	{ "DigitalOcean", NULL, NULL, "a DigitalOcean", cloud },
	{ "OpenStack", NULL, NULL, "an OpenStack", security },
	{ NULL, "OpenStack", NULL, "an OpenStack", security },
	{ "VMware", NULL, NULL, "a VMware",
		"accept promiscuous mode and forged transmits on its port group, or use --ipvlan" },
	{ NULL, NULL, "vmxnet3", "a VMware",
		"accept promiscuous mode and forged transmits on its port group, or use --ipvlan" },
	{ "Microsoft Corporation", "Virtual Machine", NULL, "a Hyper-V",
		"Set-VMNetworkAdapter -MacAddressSpoofing On (Azure has none), or use --ipvlan" },
	{ NULL, NULL, "hv_netvsc", "a Hyper-V",
		"Set-VMNetworkAdapter -MacAddressSpoofing On (Azure has none), or use --ipvlan" },
	{ NULL, "VirtualBox", NULL, "a VirtualBox",
		"set the adapter's promiscuous mode to Allow All, or use --ipvlan" },
	{ "Parallels", NULL, NULL, "a Parallels", "use --ipvlan where neighbours do not answer" },
	{ NULL, NULL, "virtio_net", "a KVM",
		"where neighbours do not answer: trustGuestRxFilters='yes' with a macvtap of "
		"libvirt's, or use --ipvlan" },
};

static bool begins(const char *text, const char *beginning)
{
	return beginning == NULL || strncmp(text, beginning, strlen(beginning)) == 0;
}

const struct hypervisor *hypervisor_find(
	const char *vendor, const char *product, const char *driver)
{
	for (size_t i = 0; i < ARRAY_SIZE(hypervisors); i++) {
		const struct hypervisor *known = &hypervisors[i];

		if (begins(vendor, known->vendor) && begins(product, known->product) &&
			(known->driver == NULL || strcmp(driver, known->driver) == 0))
			return known;
	}
	return NULL;
}
