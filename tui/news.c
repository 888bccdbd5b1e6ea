#include "tui/news.h"

#include <string.h>

static guint count_errors(const GPtrArray *errors)
{
    return errors ? errors->len : 0;
}

/* Names that another cell gives look different in the code. */
static bool given_by_parent(const Model *model, const CellModel *known, const char *name)
{
    for (guint i = 0; known->parents && i < known->parents->len; i++) {
        const CellModel *parent = model_cell(model, g_array_index(known->parents, uint64_t, i));
        if (parent && parent->analysis && names_contain(parent->analysis->defs, name))
            return true;
    }
    return false;
}

/* Is a name that a parent gives among the ones but not the others? */
static bool has_new_reference(const Model *model, const CellModel *known, char *const *names, char *const *others)
{
    for (; *names; names++) {
        if (!names_contain(others, *names) && given_by_parent(model, known, *names))
            return true;
    }
    return false;
}

static bool analysis_shows(const Model *model, const CellModel *known, const Analysis *after)
{
    const Analysis *before = known->analysis;
    if (!before || before->fault != ANALYSIS_OK || after->fault != ANALYSIS_OK)
        return true;
    return before->empty != after->empty || before->language != after->language ||
           !g_strv_equal((const char *const *)before->defs, (const char *const *)after->defs) ||
           has_new_reference(model, known, before->refs, after->refs) ||
           has_new_reference(model, known, after->refs, before->refs);
}

static bool same_cells(const GArray *a, const GArray *b)
{
    guint length = a ? a->len : 0;
    return length == (b ? b->len : 0) && (length == 0 || memcmp(a->data, b->data, length * sizeof(uint64_t)) == 0);
}

bool event_shows(const Model *model, const EngineEvent *event)
{
    const CellModel *known = event->cell ? model_cell(model, event->cell) : NULL;
    if (event->kind == ENGINE_IDLE)
        return false;
    if (!known)
        return true;
    switch (event->kind) {
    case ENGINE_LINKS:
        return !same_cells(known->parents, event->parents) || !same_cells(known->children, event->children);
    case ENGINE_ANALYSIS:
        return analysis_shows(model, known, event->analysis);
    case ENGINE_ERRORS:
        return count_errors(event->errors) > 0 || count_errors(known->errors) > 0;
    case ENGINE_FINDINGS:
        return count_errors(event->errors) > 0 || count_errors(known->findings) > 0;
    default:
        return true;
    }
}
