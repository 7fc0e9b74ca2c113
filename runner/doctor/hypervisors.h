/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_HYPERVISORS_H
#define RUNNER_DOCTOR_HYPERVISORS_H

/*
 * Which virtual switch an interface is at. It knows the MAC address that it gave the virtual machine, and
 * most drop frames from and to any other, as a macvlan's, unless they are told not to.
 */
struct hypervisor {
	const char *vendor;  /* what the firmware says (DMI) begins so; NULL: whatever it is */
	const char *product; /* the same of its product */
	const char *driver;  /* the interface's, whole; NULL: any */
	const char *name;
	const char *remedy;
};

/* The first that all three match, or NULL: none is known. */
const struct hypervisor *hypervisor_find(
	const char *vendor, const char *product, const char *driver);

#endif
