/* Snippets: pieces of code with places to be filled in.
 *
 *     g_autoptr(SnippetSet) set = snippet_set_new();
 *     snippet_set_read(set, "python.json", bytes, size, &error);          // the files of VS Code
 *     const Snippet *snippet = snippet_find(set, "forr");
 *     g_autoptr(SnippetText) text = snippet_expand(snippet->body, &(SnippetWorld){.file = "nb.py"});
 *
 * The body is that of language servers: $1 ${2:default} ${3|one,two|} $0 and variables, a backslash before $ } and itself.
 * Plain data; nothing in a snippet is executed.  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef struct {
    char *name;   /* for people */
    char **prefixes; /* what is typed for it; ends with NULL, may be none */
    char *doc;    /* or "" */
    char *body;
    bool plain;   /* the body is text as it is: of a notebook */
    char *needs;  /* a cell that is needed besides, or NULL */
} Snippet;

typedef struct SnippetSet SnippetSet;
SnippetSet *snippet_set_new(void);
void snippet_set_free(SnippetSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SnippetSet, snippet_set_free)

/* Adds those of a file: a notebook of marimo (its first heading is the name, its other cells are the code) if the name ends in
 * .py, else JSON as VS Code has it, comments and all.  An error begins with "NAME:LINE: "; what is sound before it stays. */
bool snippet_set_read(SnippetSet *set, const char *name, const char *bytes, size_t size, GError **error);

const GPtrArray *snippet_set_all(const SnippetSet *set); /* of Snippet * */
const Snippet *snippet_find(const SnippetSet *set, const char *prefix); /* the one read last; or NULL */

/* What variables stand for; what is NULL stands for nothing. */
typedef struct {
    const char *file;     /* TM_FILENAME... */
    const char *selected; /* TM_SELECTED_TEXT */
    const char *word;     /* TM_CURRENT_WORD */
} SnippetWorld;

/* A place of the text: bytes [start, end).  Those with one number say the same. */
typedef struct {
    int number; /* 0: the last one to go to */
    size_t start, end;
    int parent; /* the place that it is in, or -1 */
} SnippetStop;

typedef struct {
    GString *text;
    GArray *stops; /* of SnippetStop, in the order of the text, a place before those in it */
} SnippetText;

SnippetText *snippet_expand(const char *body, const SnippetWorld *world);
SnippetText *snippet_expand_of(const Snippet *snippet, const SnippetWorld *world); /* also of one that is plain */
void snippet_text_free(SnippetText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SnippetText, snippet_text_free)
