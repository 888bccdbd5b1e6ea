#include "notebook/completion.h"

#include <stdbool.h>
#include <string.h>

struct CompletionSet {
    GHashTable *by_name; /* name, the completion's -> Completion *, owned */
};

static void free_completion(gpointer data)
{
    Completion *completion = data;
    g_free(completion->name);
    g_free(completion->kind);
    g_free(completion->type);
    g_free(completion->doc);
    g_free(completion->body);
    g_free(completion);
}

CompletionSet *completion_set_new(void)
{
    CompletionSet *set = g_new(CompletionSet, 1);
    set->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_completion);
    return set;
}

void completion_set_free(CompletionSet *set)
{
    g_hash_table_unref(set->by_name);
    g_free(set);
}

/* The better source's word, or else the other's. */
static void settle(char **field, const char *said, bool better)
{
    if (!said || !*said || (!better && **field))
        return;
    g_free(*field);
    *field = g_strdup(said);
}

void completion_set_add(CompletionSet *set, CompletionSource source, const char *name, const char *kind,
                        const char *type, const char *doc)
{
    completion_set_add_body(set, source, name, kind, type, doc, NULL);
}

void completion_set_add_body(CompletionSet *set, CompletionSource source, const char *name, const char *kind,
                             const char *type, const char *doc, const char *body)
{
    Completion *known = g_hash_table_lookup(set->by_name, name);
    if (!known) {
        known = g_new(Completion, 1);
        *known = (Completion){g_strdup(name), g_strdup(""), g_strdup(""), g_strdup(""), source, NULL};
        g_hash_table_insert(set->by_name, known->name, known);
    }
    bool better = source < known->source;
    settle(&known->kind, kind, better);
    settle(&known->type, type, better);
    settle(&known->doc, doc, better);
    known->source = MIN(known->source, source);
    if (body && (better || !known->body)) {
        g_free(known->body);
        known->body = g_strdup(body);
    }
}

void completion_set_add_all(CompletionSet *set, const CompletionSet *more)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, more->by_name);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        const Completion *one = value;
        completion_set_add_body(set, one->source, one->name, one->kind, one->type, one->doc, one->body);
    }
}

guint completion_set_size(const CompletionSet *set)
{
    return g_hash_table_size(set->by_name);
}

/* --- what fits ------------------------------------------------------------------------------------------------ */

typedef enum { FITS_AS_TYPED, FITS_BUT_FOR_CASE, FITS_SOMEHOW, FITS_NOT } Fit;

/* The letters in their order, the first one where the name begins: "rcs" is read_csv, not arcs.  Fewer letters say
 * too little. */
static bool holds_letters(const char *name, const char *typed)
{
    enum { LEAST_LETTERS = 3 };
    if (strlen(typed) < LEAST_LETTERS || g_ascii_tolower(*name) != g_ascii_tolower(*typed))
        return false;
    for (; *name && *typed; name++)
        typed += g_ascii_tolower(*name) == g_ascii_tolower(*typed);
    return *typed == '\0';
}

static Fit fit_of(const char *name, const char *typed)
{
    size_t length = strlen(typed);
    if (strncmp(name, typed, length) == 0)
        return FITS_AS_TYPED;
    if (g_ascii_strncasecmp(name, typed, length) == 0)
        return FITS_BUT_FOR_CASE;
    return holds_letters(name, typed) ? FITS_SOMEHOW : FITS_NOT;
}

static int hidden(const char *name)
{
    return (name[0] == '_') + (name[0] == '_' && name[1] == '_');
}

static gint compare(gconstpointer a, gconstpointer b, gpointer typed)
{
    const Completion *left = *(const Completion *const *)a, *right = *(const Completion *const *)b;
    int by[] = {
        (int)fit_of(left->name, typed) - (int)fit_of(right->name, typed),
        hidden(left->name) - hidden(right->name),
        (int)left->source - (int)right->source,
        g_ascii_strcasecmp(left->name, right->name),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(by); i++) {
        if (by[i])
            return by[i];
    }
    return strcmp(left->name, right->name);
}

GPtrArray *completion_set_match(const CompletionSet *set, const char *typed)
{
    GPtrArray *fitting = g_ptr_array_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, set->by_name);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        const char *name = ((Completion *)value)->name;
        if (fit_of(name, typed) != FITS_NOT && strcmp(name, typed) != 0)
            g_ptr_array_add(fitting, value);
    }
    g_ptr_array_sort_with_data(fitting, compare, (gpointer)typed);
    return fitting;
}
