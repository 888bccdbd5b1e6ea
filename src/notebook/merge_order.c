/* Of a merge: the order of the cells, and what stands before them. */
#include "notebook/notebook_merge.h"

#include <string.h>

#include "notebook/line_diff.h"

/* --- order --------------------------------------------------------------------------------------------------------- */

/* Ids point into the arrays that they came from. */
static GHashTable *set_of(const GArray *ids)
{
    GHashTable *set = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < ids->len; i++)
        g_hash_table_add(set, &g_array_index(ids, uint64_t, i));
    return set;
}

/* Those of `ids` that are in both sets. */
static GArray *common_of(const GArray *ids, GHashTable *one, GHashTable *other)
{
    GArray *common = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < ids->len; i++) {
        const uint64_t *id = &g_array_index(ids, uint64_t, i);
        if (g_hash_table_contains(one, id) && g_hash_table_contains(other, id))
            g_array_append_val(common, *id);
    }
    return common;
}

static bool same_ids(const GArray *a, const GArray *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len * sizeof(uint64_t)) == 0);
}

/* Puts the ids of `more` that `kept` lacks each behind the one it follows in `more`; behind what `kept` has new there. */
static GArray *with_more(const GArray *kept, const GArray *more, GHashTable *in_kept, GHashTable *in_more)
{
    GQueue page = G_QUEUE_INIT;
    g_autoptr(GHashTable) links = g_hash_table_new(g_int64_hash, g_int64_equal); /* id -> GList * */
    for (guint i = 0; i < kept->len; i++) {
        g_queue_push_tail(&page, &g_array_index(kept, uint64_t, i));
        g_hash_table_insert(links, &g_array_index(kept, uint64_t, i), page.tail);
    }
    GList *last = NULL; /* NULL: before the first */
    for (guint i = 0; i < more->len; i++) {
        uint64_t *id = &g_array_index(more, uint64_t, i);
        if (g_hash_table_contains(in_kept, id)) {
            last = g_hash_table_lookup(links, id);
            continue;
        }
        GList *next = last ? last->next : page.head;
        while (next && !g_hash_table_contains(in_more, next->data))
            last = next, next = next->next;
        if (last)
            g_queue_insert_after(&page, last, id);
        else
            g_queue_push_head(&page, id);
        last = last ? last->next : page.head;
    }
    GArray *all = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (GList *link = page.head; link; link = link->next)
        g_array_append_vals(all, link->data, 1);
    g_queue_clear(&page);
    return all;
}

GArray *merge_order(const GArray *base, const GArray *ours, const GArray *theirs, unsigned *kept)
{
    g_autoptr(GHashTable) in_ours = set_of(ours);
    g_autoptr(GHashTable) in_theirs = set_of(theirs);
    g_autoptr(GHashTable) in_base = set_of(base);
    g_autoptr(GArray) before = common_of(base, in_ours, in_theirs);
    g_autoptr(GArray) here = common_of(ours, in_base, in_theirs);
    g_autoptr(GArray) there = common_of(theirs, in_base, in_ours);
    bool we_moved = !same_ids(before, here), they_moved = !same_ids(before, there);
    if (they_moved && !we_moved)
        return with_more(theirs, ours, in_theirs, in_ours);
    if (they_moved && !same_ids(here, there))
        *kept |= MERGE_KEPT_ORDER;
    return with_more(ours, theirs, in_ours, in_theirs);
}

/* --- headers -------------------------------------------------------------------------------------------------------- */

static bool same_options(const NotebookHeader *a, const NotebookHeader *b)
{
    if (a->options->len != b->options->len)
        return false;
    for (guint i = 0; i < a->options->len; i++) {
        const AppOption *one = g_ptr_array_index(a->options, i), *other = g_ptr_array_index(b->options, i);
        if (strcmp(one->name, other->name) != 0 || strcmp(one->value, other->value) != 0)
            return false;
    }
    return true;
}

bool notebook_header_says_same(const NotebookHeader *a, const NotebookHeader *b)
{
    return strcmp(a->text, b->text) == 0 && same_options(a, b);
}

bool notebook_header_same(const NotebookHeader *a, const NotebookHeader *b)
{
    return notebook_header_says_same(a, b) && g_strcmp0(a->version, b->version) == 0;
}

static GBytes *bytes_of(const char *text)
{
    return g_bytes_new_static(text, strlen(text));
}

static char *merge_texts(const char *base, const char *ours, const char *theirs, unsigned *kept)
{
    if (strcmp(ours, base) == 0 || strcmp(ours, theirs) == 0)
        return g_strdup(theirs);
    g_autoptr(GBytes) was = bytes_of(base);
    g_autoptr(GBytes) here = bytes_of(ours);
    g_autoptr(GBytes) there = bytes_of(theirs);
    g_autoptr(GBytes) both = lines_merge(was, here, there);
    if (!both) {
        *kept |= MERGE_KEPT_HEADER;
        return g_strdup(ours);
    }
    gsize size;
    const char *text = g_bytes_get_data(both, &size);
    return g_strndup(text ? text : "", size);
}

/* The value that one option gets; NULL: none. */
static const char *merge_option(const NotebookHeader *const sides[3], const char *name, unsigned *kept)
{
    const char *was = notebook_header_option(sides[0], name), *here = notebook_header_option(sides[1], name),
               *there = notebook_header_option(sides[2], name);
    if (g_strcmp0(here, was) == 0 || g_strcmp0(here, there) == 0)
        return there;
    if (g_strcmp0(there, was) != 0)
        *kept |= MERGE_KEPT_OPTIONS;
    return here;
}

/* Those of the side that is the base of the order first. */
static void merge_options(NotebookHeader *merged, const NotebookHeader *const sides[3], unsigned *kept)
{
    const NotebookHeader *first = same_options(sides[0], sides[1]) ? sides[2] : sides[1];
    const NotebookHeader *second = first == sides[1] ? sides[2] : sides[1];
    for (int pass = 0; pass < 2; pass++) {
        const NotebookHeader *from = pass == 0 ? first : second;
        for (guint i = 0; i < from->options->len; i++) {
            const char *name = ((AppOption *)g_ptr_array_index(from->options, i))->name;
            const char *value = merge_option(sides, name, kept);
            if (value && !notebook_header_option(merged, name))
                notebook_header_set_option(merged, name, value);
        }
    }
}

NotebookHeader *merge_headers(const NotebookHeader *base, const NotebookHeader *ours, const NotebookHeader *theirs,
                              unsigned *kept)
{
    NotebookHeader *merged = notebook_header_new();
    g_free(merged->text);
    merged->text = merge_texts(base->text, ours->text, theirs->text, kept);
    /* Whoever wrote the file last says with which version; that is never worth a question. */
    merged->version = g_strdup(g_strcmp0(theirs->version, base->version) == 0 ? ours->version : theirs->version);
    merge_options(merged, (const NotebookHeader *const[]){base, ours, theirs}, kept);
    return merged;
}
