/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_YAMLTREE_H
#define RUNNER_TOPOLOGY_YAMLTREE_H

/*
 * A YAML file as a tree of nodes, by libyaml. Each failure begins with the file and the line: "PATH:LINE: ...".
 * An alias is the node that it stands for; so who walks down the tree must come to an end by himself.
 */
#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

#include "../../netsetup/failure.h"

struct tree {
	const char *path; /* the caller's */
	bool is_loaded;
	yaml_document_t document;
};

/*
 * Reads a text of so many bytes, which path names in failures. It must be one document. The caller hands
 * the tree to tree_release(), also after a failure.
 */
int tree_load(struct tree *tree, const char *path, const char *text, size_t size,
	struct failure *failure);
void tree_release(struct tree *tree);

/* Of a loaded tree; never NULL. */
yaml_node_t *tree_root(struct tree *tree);

unsigned tree_line(const yaml_node_t *node);

/* Records "PATH:LINE: what: why"; returns -1. */
int tree_fail(const struct tree *tree, const yaml_node_t *node, struct failure *failure,
	const char *what, ...) __attribute__((format(printf, 4, 5)));

/* The text of a node that must be one; key names it. NULL with a failure. */
const char *tree_text(
	const struct tree *tree, const yaml_node_t *node, const char *key, struct failure *failure);

bool tree_is_list(const yaml_node_t *node);

/* An item of a list, or a value of a mapping. */
struct tree_entry {
	const char *key;       /* the list's own, or the value's */
	const yaml_node_t *at; /* where the item or the key stands */
	yaml_node_t *value;
};

/* Called with each of them. Returns 0, or -1, which ends the visit. */
typedef int tree_visitor(const struct tree_entry *entry, void *context, struct failure *failure);

/* Visits the items of what must be a list; key names it. */
int tree_each_item(struct tree *tree, yaml_node_t *list, const char *key, tree_visitor *visit,
	void *context, struct failure *failure);

/* Visits what must be a mapping, whose keys are texts, no two of them the same. what names it. */
int tree_each_pair(struct tree *tree, yaml_node_t *mapping, const char *what, tree_visitor *visit,
	void *context, struct failure *failure);

#endif
