/* What could be typed at a place: names from several sources, each once, the likely ones first.
 *
 *     g_autoptr(CompletionSet) set = completion_set_new();
 *     completion_set_add(set, COMPLETION_GRAPH, "frame", "name", NULL, "defined in cell 3");
 *     completion_set_add(set, COMPLETION_LIVE, "frame", "instance", "DataFrame", NULL);   // the same, better known
 *     g_autoptr(GPtrArray) fitting = completion_set_match(set, "fr");
 *
 * What begins with what was typed comes before what only does so if capitals are small letters, and that before what
 * holds the letters in this order; then public names before those with underscores, then sources as in the list
 * below.  Plain data, any thread.
 */
#pragma once

#include <glib.h>

/* The ones that know more come first. */
typedef enum {
    COMPLETION_LIVE,     /* what the interpreter holds */
    COMPLETION_TOOL,     /* what a tool found out by reading code */
    COMPLETION_GRAPH,    /* what cells define */
    COMPLETION_SNIPPET,  /* what stands for more: snippet.h */
    COMPLETION_LANGUAGE, /* keywords and builtins */
    COMPLETION_WORD,     /* words of the notebook */
} CompletionSource;

typedef struct {
    char *name;
    char *kind; /* one word: function, class, module...; or "" */
    char *type; /* of an instance its type, of a function its arguments; or "" */
    char *doc;  /* the first paragraph, or "" */
    CompletionSource source;
    char *body; /* of a snippet that is put in the place of the name; or NULL */
} Completion;

#define SNIPPET_SIGN "…" /* behind the name of what is only a snippet */

typedef struct CompletionSet CompletionSet;

CompletionSet *completion_set_new(void);
void completion_set_free(CompletionSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CompletionSet, completion_set_free)

/* Of two sources with the same name the better one says what it is; the other fills in what that one leaves open.
 * NULL is as "".  Everything is copied. */
void completion_set_add(CompletionSet *set, CompletionSource source, const char *name, const char *kind,
                        const char *type, const char *doc);

/* The same of what stands for a snippet. */
void completion_set_add_body(CompletionSet *set, CompletionSource source, const char *name, const char *kind,
                             const char *type, const char *doc, const char *body);

/* Takes over what another has. */
void completion_set_add_all(CompletionSet *set, const CompletionSet *more);
guint completion_set_size(const CompletionSet *set);

/* Of Completion *, borrowed from the set: what fits, but for what is typed already. */
GPtrArray *completion_set_match(const CompletionSet *set, const char *typed);
