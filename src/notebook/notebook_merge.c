#include "notebook/notebook_merge.h"

#include <string.h>

#include "notebook/cell_match.h"
#include "notebook/line_diff.h"

/* The same with another id; a fresh snapshot unless nothing is different. */
static CellSnapshot *renamed(const CellSnapshot *cell, uint64_t id, uint64_t revision)
{
    if (cell->id == id)
        return cell_snapshot_ref((CellSnapshot *)cell);
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    return cell_snapshot_new(id, revision, cell->name, cell->kind, &cell->config, code ? code : "", (gssize)size);
}

CellConflict *cell_conflict_new(uint64_t cell, ConflictKind kind, const CellSnapshot *theirs, const CellSnapshot *origin)
{
    CellConflict *conflict = g_new(CellConflict, 1);
    *conflict = (CellConflict){cell, kind, theirs ? cell_snapshot_ref((CellSnapshot *)theirs) : NULL,
                               origin ? renamed(origin, cell, 0) : NULL};
    return conflict;
}

void cell_conflict_free(CellConflict *conflict)
{
    g_clear_pointer(&conflict->theirs, cell_snapshot_unref);
    g_clear_pointer(&conflict->origin, cell_snapshot_unref);
    g_free(conflict);
}

static void free_conflict(gpointer conflict)
{
    cell_conflict_free(conflict);
}

static void unref_cell(gpointer cell)
{
    cell_snapshot_unref(cell);
}

void notebook_merge_free(NotebookMerge *merge)
{
    notebook_snapshot_unref(merge->notebook);
    notebook_snapshot_unref(merge->base);
    g_ptr_array_unref(merge->conflicts);
    g_array_unref(merge->taken);
    g_free(merge);
}

bool cell_snapshot_same(const CellSnapshot *a, const CellSnapshot *b)
{
    return g_strcmp0(a->name, b->name) == 0 && cell_config_equal(&a->config, &b->config) &&
           g_bytes_equal(a->code, b->code);
}

bool notebook_snapshot_same(const NotebookSnapshot *a, const NotebookSnapshot *b)
{
    if (a->cells->len != b->cells->len || !notebook_header_same(a->header, b->header))
        return false;
    for (guint i = 0; i < a->cells->len; i++) {
        if (!cell_snapshot_same(g_ptr_array_index(a->cells, i), g_ptr_array_index(b->cells, i)))
            return false;
    }
    return true;
}

/* Of what never was: no value that a file could hold. */
static const CellConfig NO_CONFIG = {.has_column = true, .column = -2, .unknown = ""};

/* --- at work -------------------------------------------------------------------------------------------------------- */

/* A cell that is in the file and in the editor, or in one of them. */
typedef struct {
    const CellSnapshot *base, *ours, *theirs; /* each may be NULL */
} Trio;

typedef struct {
    const NotebookSnapshot *base, *ours, *theirs;
    GHashTable *in_ours;  /* id -> CellSnapshot *, of ours */
    GHashTable *in_base;  /* the same of base */
    GHashTable *by_ours;  /* id of a cell of ours -> CellSnapshot * of theirs */
    GHashTable *results;  /* id -> CellSnapshot *, owned: what stays, as it will be */
    GHashTable *conflicts; /* id -> CellConflict *, owned by `merge` in the end */
    GArray *their_order;  /* of uint64_t: cells of theirs that stay, by the id they have then */
    bool no_origin;       /* what base says is made up: whatever differs is a conflict */
    NotebookMerge *merge;
} Merging;

static GHashTable *index_of(const NotebookSnapshot *notebook)
{
    GHashTable *index = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < notebook->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        g_hash_table_insert(index, &cell->id, cell);
    }
    return index;
}

static void stay(Merging *merging, CellSnapshot *cell) /* takes it */
{
    g_hash_table_insert(merging->results, &cell->id, cell);
}

static void object(Merging *merging, uint64_t cell, ConflictKind kind, const CellSnapshot *theirs,
                   const CellSnapshot *base)
{
    CellConflict *conflict = cell_conflict_new(cell, kind, theirs, merging->no_origin ? NULL : base);
    g_hash_table_insert(merging->conflicts, &conflict->cell, conflict);
}

/* --- one cell ------------------------------------------------------------------------------------------------------- */

/* The value of whichever side changed it: -1 both did, 0 ours, 1 theirs. */
static int side_of(bool ours_is_base, bool theirs_is_base, bool same)
{
    return same || theirs_is_base ? 0 : ours_is_base ? 1 : -1;
}

static int side_of_text(const char *base, const char *ours, const char *theirs)
{
    return side_of(g_strcmp0(ours, base) == 0, g_strcmp0(theirs, base) == 0, g_strcmp0(ours, theirs) == 0);
}

static int side_of_number(int base, int ours, int theirs)
{
    return side_of(ours == base, theirs == base, ours == theirs);
}

/* The parts of a configuration, one by one; a switch that both sides threw is the same on both. */
static bool merge_configs(const Trio *trio, CellConfig *merged, CellConfig *if_theirs)
{
    const CellConfig *base = &trio->base->config, *ours = &trio->ours->config, *theirs = &trio->theirs->config;
    *merged = *ours;
    merged->disabled = ours->disabled == base->disabled ? theirs->disabled : ours->disabled;
    merged->expand_output = ours->expand_output == base->expand_output ? theirs->expand_output : ours->expand_output;
    merged->hide_code = ours->hide_code == base->hide_code ? theirs->hide_code : ours->hide_code;
    int column = side_of_number(base->has_column ? base->column : -1, ours->has_column ? ours->column : -1,
                                theirs->has_column ? theirs->column : -1);
    int unknown = side_of_text(base->unknown, ours->unknown, theirs->unknown);
    if (column == 1)
        merged->has_column = theirs->has_column, merged->column = theirs->column;
    if (unknown == 1)
        merged->unknown = theirs->unknown;
    if (cell_config_equal(ours, base))
        merged->order = theirs->order;
    *if_theirs = *merged;
    if (column < 0)
        if_theirs->has_column = theirs->has_column, if_theirs->column = theirs->column;
    if (unknown < 0)
        if_theirs->unknown = theirs->unknown;
    return column >= 0 && unknown >= 0;
}

static CellSnapshot *made_of(const Trio *trio, const char *name, const CellConfig *config, GBytes *code)
{
    gsize size;
    const char *bytes = g_bytes_get_data(code, &size);
    CellKind kind = g_bytes_equal(code, trio->ours->code) ? trio->ours->kind : trio->theirs->kind;
    return cell_snapshot_new(trio->ours->id, trio->ours->revision, name, kind, config, bytes ? bytes : "", (gssize)size);
}

/* NULL: there is no such code.  `joined`: it is neither side's. */
static GBytes *merge_code(const Merging *merging, const Trio *trio, bool *joined)
{
    int side = side_of(g_bytes_equal(trio->ours->code, trio->base->code),
                       g_bytes_equal(trio->theirs->code, trio->base->code),
                       g_bytes_equal(trio->ours->code, trio->theirs->code));
    *joined = false;
    if (side >= 0)
        return g_bytes_ref(side == 0 ? trio->ours->code : trio->theirs->code);
    if (merging->no_origin)
        return NULL;
    GBytes *both = lines_merge(trio->base->code, trio->ours->code, trio->theirs->code);
    *joined = both != NULL;
    return both;
}

static void merge_cell(Merging *merging, const Trio *trio)
{
    NotebookMerge *merge = merging->merge;
    CellConfig config, their_config;
    bool joined, agreed = merge_configs(trio, &config, &their_config);
    if (merging->no_origin)
        config = trio->ours->config;
    int name = side_of_text(trio->base->name, trio->ours->name, trio->theirs->name);
    g_autoptr(GBytes) code = merge_code(merging, trio, &joined);
    CellSnapshot *cell = made_of(trio, name == 1 ? trio->theirs->name : trio->ours->name, &config,
                                 code ? code : trio->ours->code);
    bool differs = merging->no_origin && !cell_snapshot_same(trio->ours, trio->theirs);
    if (!agreed || name < 0 || !code || differs) {
        bool whole = merging->no_origin; /* else what they left alone is not theirs to say */
        g_autoptr(CellSnapshot) theirs =
            made_of(trio, name == 0 && !whole ? trio->ours->name : trio->theirs->name,
                    whole ? &trio->theirs->config : &their_config, code && !whole ? code : trio->theirs->code);
        object(merging, cell->id, CONFLICT_CHANGED, theirs, trio->base);
    }
    if (!cell_snapshot_same(cell, trio->ours))
        merge->changed++;
    merge->joined += joined;
    if (!joined && !g_bytes_equal(cell->code, trio->ours->code))
        g_array_append_val(merge->taken, cell->id);
    stay(merging, cell);
}

/* --- all cells ------------------------------------------------------------------------------------------------------ */

static void merge_ours(Merging *merging, const CellSnapshot *ours)
{
    const CellSnapshot *base = g_hash_table_lookup(merging->in_base, &ours->id);
    const CellSnapshot *theirs = g_hash_table_lookup(merging->by_ours, &ours->id);
    if (base && theirs) {
        merge_cell(merging, &(Trio){base, ours, theirs});
        return;
    }
    if (base && cell_snapshot_same(base, ours)) {
        merging->merge->deleted++;
        return;
    }
    if (base)
        object(merging, ours->id, CONFLICT_DELETED_THERE, NULL, base);
    stay(merging, cell_snapshot_ref((CellSnapshot *)ours));
}

/* A cell that both sides added, and is the same: such a one of ours that was not found yet. */
static const CellSnapshot *find_twin(Merging *merging, GHashTable *added, const CellSnapshot *theirs)
{
    GPtrArray *twins = g_hash_table_lookup(added, theirs->code);
    for (guint i = 0; twins && i < twins->len; i++) {
        const CellSnapshot *ours = g_ptr_array_index(twins, i);
        if (cell_snapshot_same(ours, theirs)) {
            g_ptr_array_remove_index(twins, i);
            return ours;
        }
    }
    return NULL;
}

/* Code -> cells (CellSnapshot *) that ours has and base has not. */
static GHashTable *added_by_ours(const Merging *merging)
{
    GHashTable *added = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < merging->ours->cells->len; i++) {
        CellSnapshot *ours = g_ptr_array_index(merging->ours->cells, i);
        if (g_hash_table_contains(merging->in_base, &ours->id))
            continue;
        GPtrArray *twins = g_hash_table_lookup(added, ours->code);
        if (!twins)
            g_hash_table_insert(added, ours->code, twins = g_ptr_array_new());
        g_ptr_array_add(twins, ours);
    }
    return added;
}

/* Finds for each cell of theirs the one of ours, and takes up those that we do not have. */
static void merge_theirs(Merging *merging, const GArray *matches)
{
    NotebookMerge *merge = merging->merge;
    g_autoptr(GHashTable) added = added_by_ours(merging);
    for (guint i = 0; i < merging->theirs->cells->len; i++) {
        CellSnapshot *theirs = g_ptr_array_index(merging->theirs->cells, i);
        gint match = g_array_index(matches, gint, i);
        const CellSnapshot *base = match < 0 ? NULL : g_ptr_array_index(merging->base->cells, (guint)match);
        const CellSnapshot *ours = base ? g_hash_table_lookup(merging->in_ours, &base->id)
                                        : find_twin(merging, added, theirs);
        uint64_t id = ours ? ours->id : theirs->id;
        g_ptr_array_add(merge->base->cells, renamed(theirs, id, 0));
        if (ours) {
            g_hash_table_insert(merging->by_ours, (gpointer)&ours->id, theirs);
        } else if (base && cell_snapshot_same(base, theirs)) {
            continue; /* we deleted it */
        } else {
            if (base)
                object(merging, id, CONFLICT_DELETED_HERE, theirs, base);
            else
                g_array_append_val(merge->taken, id);
            merge->added++;
            stay(merging, cell_snapshot_ref(theirs));
        }
        g_array_append_val(merging->their_order, id);
    }
}

static GArray *ids_of(const NotebookSnapshot *notebook, GHashTable *staying)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        if (!staying || g_hash_table_contains(staying, &cell->id))
            g_array_append_val(ids, cell->id);
    }
    return ids;
}

/* Are the cells of ours that stay in another order? */
static bool is_moved(const GArray *ours, const GArray *page)
{
    g_autoptr(GHashTable) set = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < ours->len; i++)
        g_hash_table_add(set, &g_array_index(ours, uint64_t, i));
    for (guint i = 0, at = 0; i < page->len; i++) {
        if (g_hash_table_contains(set, &g_array_index(page, uint64_t, i)) &&
            g_array_index(page, uint64_t, i) != g_array_index(ours, uint64_t, at++))
            return true;
    }
    return false;
}

static void put_in_order(Merging *merging)
{
    NotebookMerge *merge = merging->merge;
    g_autoptr(GArray) base = ids_of(merging->base, NULL);
    g_autoptr(GArray) ours = ids_of(merging->ours, merging->results);
    g_autoptr(GArray) page = merge_order(base, ours, merging->their_order, &merge->kept);
    for (guint i = 0; i < page->len; i++) {
        uint64_t *id = &g_array_index(page, uint64_t, i);
        g_ptr_array_add(merge->notebook->cells, cell_snapshot_ref(g_hash_table_lookup(merging->results, id)));
        CellConflict *conflict = g_hash_table_lookup(merging->conflicts, id);
        if (conflict)
            g_ptr_array_add(merge->conflicts, conflict);
    }
    merge->moved = is_moved(ours, page);
}

static NotebookSnapshot *snapshot_without_cells(NotebookHeader *header) /* takes it */
{
    NotebookSnapshot *snapshot = g_new(NotebookSnapshot, 1);
    *snapshot = (NotebookSnapshot){header, g_ptr_array_new_with_free_func(unref_cell), 0, 1};
    return snapshot;
}

static NotebookMerge *merge_begin(const NotebookSnapshot *base, const NotebookSnapshot *ours,
                                  const NotebookSnapshot *theirs)
{
    NotebookMerge *merge = g_new0(NotebookMerge, 1);
    merge->notebook = snapshot_without_cells(merge_headers(base->header, ours->header, theirs->header, &merge->kept));
    merge->base = snapshot_without_cells(notebook_header_copy(theirs->header));
    merge->conflicts = g_ptr_array_new_with_free_func(free_conflict);
    merge->taken = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    merge->header_changed = !notebook_header_says_same(merge->notebook->header, ours->header);
    return merge;
}

static NotebookMerge *merge(const NotebookSnapshot *base, const NotebookSnapshot *ours, const NotebookSnapshot *theirs,
                            const GArray *matches, bool no_origin)
{
    Merging merging = {
        .base = base,
        .ours = ours,
        .theirs = theirs,
        .in_ours = index_of(ours),
        .in_base = index_of(base),
        .by_ours = g_hash_table_new(g_int64_hash, g_int64_equal),
        .results = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, unref_cell),
        .conflicts = g_hash_table_new(g_int64_hash, g_int64_equal),
        .their_order = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
        .no_origin = no_origin,
        .merge = merge_begin(base, ours, theirs),
    };
    merge_theirs(&merging, matches);
    for (guint i = 0; i < ours->cells->len; i++)
        merge_ours(&merging, g_ptr_array_index(ours->cells, i));
    put_in_order(&merging);
    g_hash_table_unref(merging.in_ours);
    g_hash_table_unref(merging.in_base);
    g_hash_table_unref(merging.by_ours);
    g_hash_table_unref(merging.conflicts);
    g_hash_table_unref(merging.results);
    g_array_unref(merging.their_order);
    return merging.merge;
}

NotebookMerge *notebook_merge(const NotebookSnapshot *base, const NotebookSnapshot *ours,
                              const NotebookSnapshot *theirs, const GArray *matches)
{
    return merge(base, ours, theirs, matches, false);
}

/* --- without an origin ---------------------------------------------------------------------------------------------- */

NotebookMerge *notebook_merge_two(const NotebookSnapshot *ours, const NotebookSnapshot *theirs)
{
    g_autoptr(GArray) found = cell_match(ours->cells, theirs->cells);
    g_autoptr(NotebookSnapshot) base = snapshot_without_cells(notebook_header_copy(theirs->header));
    for (guint i = 0; i < theirs->cells->len; i++) {
        gint *match = &g_array_index(found, gint, i);
        if (*match < 0)
            continue;
        const CellSnapshot *cell = g_ptr_array_index(ours->cells, (guint)*match);
        const CellSnapshot *other = g_ptr_array_index(theirs->cells, i);
        bool same = cell_snapshot_same(cell, other);
        g_ptr_array_add(base->cells, same ? cell_snapshot_ref((CellSnapshot *)cell)
                                          : cell_snapshot_new(cell->id, 0, "", CELL_PLAIN, &NO_CONFIG, "", 0));
        *match = (gint)base->cells->len - 1;
    }
    return merge(base, ours, theirs, found, true);
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

/* By the bits of NotebookMerge.kept. */
static const char *const KEPT[] = {"order", "header", "app options"};

static void say(GString *words, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GString *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (words->len > 0)
        g_string_append(words, ", ");
    g_string_append_vprintf(words, format, arguments);
    va_end(arguments);
}

char *notebook_merge_describe(const NotebookMerge *merge)
{
    GString *words = g_string_new(NULL);
    if (merge->changed > 0)
        say(words, "%zu cell%s changed", merge->changed, merge->changed == 1 ? "" : "s");
    if (merge->joined > 0)
        say(words, "%zu of them line by line with yours", merge->joined);
    if (merge->added > 0)
        say(words, "%zu new", merge->added);
    if (merge->deleted > 0)
        say(words, "%zu deleted", merge->deleted);
    if (merge->moved)
        say(words, "cells moved");
    if (merge->header_changed)
        say(words, "header changed");
    for (guint i = 0; i < G_N_ELEMENTS(KEPT); i++) {
        if (merge->kept & 1u << i)
            say(words, "%s kept as yours", KEPT[i]);
    }
    return g_string_free(words, FALSE);
}
