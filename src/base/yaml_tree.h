/* YAML as far as front matter needs it: mappings, lists and scalars; the only door to the YAML library.
 *
 *     g_autoptr(YamlTree) front = yaml_tree_parse(text, length, &error);
 *     const char *title = yaml_tree_text(yaml_tree_get(front, "title"));      // NULL if absent or no string
 *     g_autofree char *again = yaml_tree_write(front);
 *
 * What a scalar is, is YAML 1.1's answer, as PyYAML gives it: `yes` is a truth value, `1:30` a number, 2024-01-01 a
 * date.  Only strings have a meaning here; other scalars keep their spelling.  Anchors, aliases and several
 * documents are refused.  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef enum {
    YAML_STRING,
    YAML_OTHER, /* a scalar that is no string; `text` is its spelling */
    YAML_LIST,
    YAML_MAP,
} YamlKind;

typedef struct {
    YamlKind kind;
    char *text;       /* STRING, OTHER */
    GPtrArray *keys;  /* MAP: of char *, owned */
    GPtrArray *items; /* LIST, and the values of MAP: of YamlTree *, owned */
    char style;       /* how a string is to be written: '|', '>', or 0 for the plainest */
} YamlTree;

YamlTree *yaml_tree_new(YamlKind kind, const char *text);
void yaml_tree_free(YamlTree *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlTree, yaml_tree_free)
YamlTree *yaml_tree_copy(const YamlTree *node);

/* The error's message begins "LINE: ".  Empty text is a scalar of kind OTHER. */
YamlTree *yaml_tree_parse(const char *text, size_t length, GError **error);

/* As PyYAML's dump writes it, in blocks, ASCII only, keys in order; the caller frees it. */
char *yaml_tree_write(const YamlTree *node);

/* The following may be asked of NULL and of a node of another kind; then the answer is NULL. */
const YamlTree *yaml_tree_get(const YamlTree *map, const char *key);
const char *yaml_tree_text(const YamlTree *node); /* of a STRING */

/* Replaces or appends; takes `value`. */
void yaml_tree_set(YamlTree *map, const char *key, YamlTree *value);
/* Appends, to a map under a key that is not there yet, to a list without one (NULL); takes `value`. */
void yaml_tree_add(YamlTree *node, const char *key, YamlTree *value);

#define YAML_ERROR (yaml_error_quark())
GQuark yaml_error_quark(void);
enum { YAML_ERROR_SYNTAX };
