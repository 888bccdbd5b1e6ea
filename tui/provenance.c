#include "tui/provenance.h"

#include "tui/draw.h"

/* "14:03:22", or with the day if that is another. */
static char *clock_of(gint64 time, gint64 now)
{
    g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(time / G_USEC_PER_SEC);
    g_autoptr(GDateTime) today = g_date_time_new_from_unix_local(now / G_USEC_PER_SEC);
    if (!then || !today)
        return g_strdup("?");
    bool same_day = g_date_time_get_year(then) == g_date_time_get_year(today) &&
                    g_date_time_get_day_of_year(then) == g_date_time_get_day_of_year(today);
    return g_date_time_format(then, same_day ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
}

static const char *standing(const CellModel *known, bool edited)
{
    if (known->status.dead)
        return known->status.result == RESULT_DEAD ? "the interpreter died under it" : "dead: the interpreter that it ran in is gone";
    if (edited)
        return "stale: its code was edited since";
    return known->status.stale ? "stale: what it reads, or the interpreter, is not what it was" : "live";
}

static char *describe_run(const CellModel *known, bool edited, size_t number, gint64 now)
{
    char took[8], ago[8];
    draw_duration(known->status.seconds, took);
    draw_duration((double)(now - known->status.started) / 1e6, ago);
    g_autofree char *clock = clock_of(known->status.started, now);
    return g_strdup_printf("cell %zu ran at %s, %s ago, for %s: %s", number, clock, ago, took, standing(known, edited));
}

char *provenance_describe(const Notebook *notebook, const Model *model, size_t index, gint64 now)
{
    const Cell *cell = notebook_cell(notebook, index);
    const CellModel *known = model_cell(model, cell_id(cell));
    size_t number = index + 1;
    if (!known)
        return g_strdup_printf("cell %zu has not run", number);
    if (known->status.state == RUN_RUNNING) {
        g_autofree char *clock = clock_of(known->status.started, now);
        bool old = known->output_old && known->output;
        return g_strdup_printf("cell %zu runs since %s%s", number, clock, old ? "; what it shows is of the run before" : "");
    }
    if (known->output_restored || known->console_restored)
        return g_strdup_printf("restored: what cell %zu shows was saved with the notebook; no run of now has replaced it", number);
    if (known->status.state == RUN_QUEUED)
        return g_strdup_printf("cell %zu waits for its run%s", number, known->output ? "; what it shows is of the run before" : "");
    if (!known->status.started || known->status.result == RESULT_NONE)
        return g_strdup_printf("cell %zu has not run", number);
    return describe_run(known, known->status.revision != cell_revision(cell), number, now);
}
