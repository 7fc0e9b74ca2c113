/* SPDX-License-Identifier: MIT */
/* covers: doctor */
#include "unit.h"

#include "../../runner/doctor/hypervisors.h"

static void expect_found(
	const char *vendor, const char *product, const char *driver, const char *name)
{
	const struct hypervisor *found = hypervisor_find(vendor, product, driver);

	if (name == NULL) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_string_equal(found->name, name);
	assert_true(found->remedy[0] != '\0');
}

static void a_virtual_switch_is_known_by_firmware_or_driver(void **state)
{
	(void)state;
	expect_found("VMware, Inc.\n", "VMware Virtual Platform\n", "e1000", "a VMware");
	expect_found("", "", "vmxnet3", "a VMware");
	expect_found("Microsoft Corporation\n", "Virtual Machine\n", "hv_netvsc", "a Hyper-V");
	expect_found("Amazon EC2\n", "t3.micro\n", "ena", "an Amazon EC2");
	expect_found("Google\n", "Google Compute Engine\n", "virtio_net", "a Google Cloud");
	expect_found("innotek GmbH\n", "VirtualBox\n", "e1000", "a VirtualBox");
	expect_found("QEMU\n", "Standard PC (Q35 + ICH9, 2009)\n", "virtio_net", "a KVM");
}

/* A cloud's own firmware is told before the driver that it shares with others. */
static void a_cloud_is_told_from_what_it_is_built_with(void **state)
{
	(void)state;
	expect_found("OpenStack Foundation\n", "OpenStack Nova\n", "virtio_net", "an OpenStack");
	expect_found("RDO\n", "OpenStack Compute\n", "virtio_net", "an OpenStack");
	expect_found("Hetzner\n", "vServer\n", "virtio_net", "a Hetzner Cloud");
}

static void hardware_is_no_virtual_switch(void **state)
{
	(void)state;
	expect_found("", "", "", NULL);
	expect_found("LENOVO\n", "20XW\n", "e1000e", NULL);
	expect_found("Microsoft Corporation\n", "Surface Pro\n", "r8152", NULL);
	expect_found("Google\n", "Link\n", "cdc_ether", NULL);
	expect_found("", "", "virtio_net2", NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_virtual_switch_is_known_by_firmware_or_driver),
		cmocka_unit_test(a_cloud_is_told_from_what_it_is_built_with),
		cmocka_unit_test(hardware_is_no_virtual_switch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
