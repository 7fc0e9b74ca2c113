/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_DRIVER_H
#define NETSETUP_DRIVER_H

enum { DRIVER_NAME_SIZE = 32 };

/* Writes the name of an interface's driver, as ethtool -i shows it: "virtio_net". Empty where it has none. */
void driver_find(const char *interface, char name[DRIVER_NAME_SIZE]);

#endif
