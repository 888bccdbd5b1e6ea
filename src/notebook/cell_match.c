#include "notebook/cell_match.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "notebook/cell.h"

enum { LARGEST_EXACT = 50, LARGEST_ASSIGNMENT = 400 };

/* --- the cost of taking one for the other ------------------------------------------------------------------------- */

/* Characters, as marimo counts; what is no UTF-8 counts by bytes. */
typedef struct {
    gunichar *characters;
    glong length;
} Code;

static Code code_of(const CellSnapshot *cell)
{
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    Code code = {0};
    if (size > 0)
        code.characters = g_utf8_to_ucs4(bytes, (glong)size, NULL, &code.length, NULL);
    if (size > 0 && !code.characters) {
        code.characters = g_new(gunichar, size);
        code.length = (glong)size;
        for (gsize i = 0; i < size; i++)
            code.characters[i] = (guchar)bytes[i];
    }
    return code;
}

static double cost_of(const Code *a, const Code *b)
{
    glong shorter = MIN(a->length, b->length), prefix = 0, suffix = 0;
    while (prefix < shorter && a->characters[prefix] == b->characters[prefix])
        prefix++;
    if (prefix < shorter) {
        while (suffix < shorter && a->characters[a->length - 1 - suffix] == b->characters[b->length - 1 - suffix])
            suffix++;
    }
    return (double)(a->length + b->length) - 2.0 * (double)(prefix + suffix);
}

/* --- assignments: a square of costs, rows are cells before; which row each column gets ---------------------------- */

typedef struct {
    int size;
    double *costs;
} Square;

static double *at(const Square *square, int row, int column)
{
    return &square->costs[row * square->size + column];
}

typedef struct {
    double *rows, *columns; /* potentials */
    int *row_of;            /* of each column; 0: none.  All count from 1 here; column 0 is where a path begins */
    int *way;
} Best;

/* Grows a tree of alternating paths from a row until it reaches a free column, which it returns. */
static int grow(const Square *square, Best *best)
{
    int size = square->size, column = 0;
    g_autofree double *least = g_new(double, size + 1);
    g_autofree bool *used = g_new0(bool, size + 1);
    for (int j = 0; j <= size; j++)
        least[j] = INFINITY;
    do {
        used[column] = true;
        int row = best->row_of[column], next = -1;
        double delta = INFINITY;
        for (int j = 1; j <= size; j++) {
            if (used[j])
                continue;
            double cost = *at(square, row - 1, j - 1) - best->rows[row] - best->columns[j];
            if (cost < least[j]) {
                least[j] = cost;
                best->way[j] = column;
            }
            if (least[j] < delta) {
                delta = least[j];
                next = j;
            }
        }
        for (int j = 0; j <= size; j++) {
            if (used[j]) {
                best->rows[best->row_of[j]] += delta;
                best->columns[j] -= delta;
            } else {
                least[j] -= delta;
            }
        }
        column = next;
    } while (best->row_of[column] != 0);
    return column;
}

static void assign_best(const Square *square, int *rows)
{
    int size = square->size;
    g_autofree double *row_potentials = g_new0(double, size + 1);
    g_autofree double *column_potentials = g_new0(double, size + 1);
    g_autofree int *row_of = g_new0(int, size + 1);
    g_autofree int *way = g_new0(int, size + 1);
    Best best = {row_potentials, column_potentials, row_of, way};
    for (int row = 1; row <= size; row++) {
        row_of[0] = row;
        for (int column = grow(square, &best); column;) {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    for (int j = 0; j < size; j++)
        rows[j] = row_of[j + 1] - 1;
}

static void subtract_minima(const Square *square)
{
    for (int i = 0; i < square->size; i++) {
        double least = INFINITY;
        for (int j = 0; j < square->size; j++)
            least = MIN(least, *at(square, i, j));
        for (int j = 0; j < square->size; j++)
            *at(square, i, j) -= least;
    }
    for (int j = 0; j < square->size; j++) {
        double least = INFINITY;
        for (int i = 0; i < square->size; i++)
            least = MIN(least, *at(square, i, j));
        for (int i = 0; i < square->size; i++)
            *at(square, i, j) -= least;
    }
}

/* Gives rows that have none a free column that costs them nothing. */
static int take_zeros(const Square *square, int *columns, int *rows)
{
    int taken = 0;
    for (int i = 0; i < square->size; i++) {
        for (int j = 0; j < square->size && columns[i] < 0; j++) {
            if (*at(square, i, j) == 0 && rows[j] < 0) {
                columns[i] = j;
                rows[j] = i;
                taken++;
            }
        }
    }
    return taken;
}

/* marimo's heuristic, step by step, so that both take the same cells for the same. */
static void assign_roughly(const Square *square, int *rows)
{
    int size = square->size;
    g_autofree int *columns = g_new(int, size);
    for (int i = 0; i < size; i++)
        columns[i] = rows[i] = -1;
    subtract_minima(square);
    for (int assigned = take_zeros(square, columns, rows); assigned < size;) {
        double least = INFINITY;
        for (int i = 0; i < size; i++) {
            for (int j = 0; columns[i] < 0 && j < size; j++)
                least = rows[j] < 0 ? MIN(least, *at(square, i, j)) : least;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                if (columns[i] < 0 && rows[j] < 0)
                    *at(square, i, j) -= least;
                else if (columns[i] >= 0 && rows[j] >= 0)
                    *at(square, i, j) += least;
            }
        }
        assigned += take_zeros(square, columns, rows);
    }
}

/* --- cells --------------------------------------------------------------------------------------------------------- */

typedef struct {
    const GPtrArray *before, *after;
    gint *match;  /* of each cell after: the one before, or -1 */
    bool *taken;  /* of each cell before */
} Matching;

static const CellSnapshot *cell_at(const GPtrArray *cells, guint index)
{
    return g_ptr_array_index(cells, index);
}

/* Code -> indices (gint) of the cells that have it, in order. */
static GHashTable *group_by_code(const GPtrArray *cells)
{
    GHashTable *groups = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < cells->len; i++) {
        GBytes *code = cell_at(cells, i)->code;
        GArray *group = g_hash_table_lookup(groups, code);
        if (!group) {
            group = g_array_new(FALSE, FALSE, sizeof(gint));
            g_hash_table_insert(groups, code, group);
        }
        gint index = (gint)i;
        g_array_append_val(group, index);
    }
    return groups;
}

/* Takes the nearest cell out of a group; of two that are equally far the one above. */
static gint take_nearest(GArray *group, gint index)
{
    guint best = 0;
    for (guint i = 1; i < group->len; i++) {
        if (ABS(g_array_index(group, gint, i) - index) < ABS(g_array_index(group, gint, best) - index))
            best = i;
    }
    gint found = g_array_index(group, gint, best);
    g_array_remove_index(group, best);
    return found;
}

static void give(Matching *matching, guint index, gint old)
{
    matching->match[index] = old;
    matching->taken[old] = true;
}

static void match_same_code(Matching *matching, GHashTable *groups)
{
    for (guint i = 0; i < matching->after->len; i++) {
        GArray *group = g_hash_table_lookup(groups, cell_at(matching->after, i)->code);
        if (group && group->len > 0)
            give(matching, i, take_nearest(group, (gint)i));
    }
}

/* The cells that are left, those of one code together, codes in the order in which the notebook first has them. */
static GArray *left_over(const GPtrArray *cells, const Matching *matching, bool is_before)
{
    g_autoptr(GHashTable) groups = group_by_code(cells);
    GArray *left = g_array_new(FALSE, FALSE, sizeof(gint));
    for (guint i = 0; i < cells->len; i++) {
        GArray *group = g_hash_table_lookup(groups, cell_at(cells, i)->code);
        for (guint k = 0; k < group->len; k++) {
            gint index = g_array_index(group, gint, k);
            if (is_before ? !matching->taken[index] : matching->match[index] < 0)
                g_array_append_val(left, index);
        }
        g_array_set_size(group, 0);
    }
    return left;
}

static GArray *codes_of(const GPtrArray *cells, const GArray *indices)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(Code));
    for (guint i = 0; i < indices->len; i++) {
        Code code = code_of(cell_at(cells, (guint)g_array_index(indices, gint, i)));
        g_array_append_val(codes, code);
    }
    return codes;
}

static void free_codes(GArray *codes)
{
    for (guint i = 0; i < codes->len; i++)
        g_free(g_array_index(codes, Code, i).characters);
    g_array_unref(codes);
}

/* Where one side has fewer cells, taking nobody costs nothing. */
static Square square_of(const Matching *matching, const GArray *old, const GArray *new)
{
    Square square = {(int)MAX(old->len, new->len), NULL};
    square.costs = g_new0(double, (size_t)square.size * (size_t)square.size);
    GArray *before = codes_of(matching->before, old), *after = codes_of(matching->after, new);
    for (guint y = 0; y < old->len; y++) {
        for (guint x = 0; x < new->len; x++)
            *at(&square, (int)y, (int)x) = cost_of(&g_array_index(before, Code, y), &g_array_index(after, Code, x));
    }
    free_codes(before);
    free_codes(after);
    return square;
}

static void match_similar(Matching *matching, GHashTable *groups, const GArray *old, const GArray *new)
{
    Square square = square_of(matching, old, new);
    g_autofree int *rows = g_new(int, square.size);
    if (square.size > LARGEST_EXACT)
        assign_roughly(&square, rows);
    else
        assign_best(&square, rows);
    g_free(square.costs);
    /* The assignment chooses a code; which cell of that code it is, nearness does. */
    g_autofree gint *chosen = g_new(gint, matching->after->len);
    for (guint i = 0; i < matching->after->len; i++)
        chosen[i] = -1;
    for (guint x = 0; x < new->len; x++) {
        int row = rows[x];
        if (row >= 0 && row < (int)old->len)
            chosen[g_array_index(new, gint, x)] = g_array_index(old, gint, row);
    }
    for (guint i = 0; i < matching->after->len; i++) {
        if (chosen[i] < 0)
            continue;
        GArray *group = g_hash_table_lookup(groups, cell_at(matching->before, (guint)chosen[i])->code);
        give(matching, i, take_nearest(group, (gint)i));
    }
}

/* A cell that is left and follows one that was found is the one that followed there. */
static void match_places(Matching *matching)
{
    for (guint i = 0; i < matching->after->len; i++) {
        gint place = i == 0 ? 0 : matching->match[i - 1] + 1;
        bool follows = i == 0 || matching->match[i - 1] >= 0;
        if (matching->match[i] < 0 && follows && place < (gint)matching->before->len && !matching->taken[place])
            give(matching, i, place);
    }
}

GArray *cell_match(const GPtrArray *before, const GPtrArray *after)
{
    GArray *matches = g_array_sized_new(FALSE, FALSE, sizeof(gint), after->len);
    g_array_set_size(matches, after->len);
    g_autofree bool *taken = g_new0(bool, before->len + 1);
    Matching matching = {before, after, (gint *)(gpointer)matches->data, taken};
    for (guint i = 0; i < after->len; i++)
        matching.match[i] = -1;
    g_autoptr(GHashTable) groups = group_by_code(before);
    match_same_code(&matching, groups);
    g_autoptr(GArray) old = left_over(before, &matching, true);
    g_autoptr(GArray) new = left_over(after, &matching, false);
    if (MAX(old->len, new->len) > LARGEST_ASSIGNMENT)
        match_places(&matching);
    else if (old->len > 0 && new->len > 0)
        match_similar(&matching, groups, old, new);
    return matches;
}
