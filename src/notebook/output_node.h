/* Making the nodes of an output by hand: for the parser, the engine's own messages, and tests.
 *
 *     Output *output = output_new(node_new(NODE_MARKDOWN, "# Title"));
 *
 * Only while nobody else has seen the output: it is immutable from then on.
 */
#pragma once

#include "notebook/output.h"

/* Everything but `kind` and `text` is empty. */
Node *node_new(NodeKind kind, const char *text);
void node_free(Node *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Node, node_free)

/* Takes the node (NULL: shows nothing). */
Output *output_new(Node *root);
