/* What the frame of a cell says at a glance. */
#include "tui/draw.h"

#include <math.h>
#include <string.h>

#include "tui/output_block.h"

void draw_duration(double seconds, char text[8])
{
    if (!(seconds >= 0))
        text[0] = '\0';
    else if (seconds < 0.0005)
        g_strlcpy(text, "<1ms", 8);
    else if (seconds < 0.0995)
        g_snprintf(text, 8, "%dms", (int)lround(seconds * 1000));
    else if (seconds < 9.95)
        g_snprintf(text, 8, "%.1fs", seconds);
    else if (seconds < 99.5)
        g_snprintf(text, 8, "%ds", (int)lround(seconds));
    else if (seconds < 5970)
        g_snprintf(text, 8, "%dm", (int)(seconds / 60));
    else
        g_snprintf(text, 8, "%dh", (int)MIN(lround(seconds / 3600), 999));
}

void draw_elapsed(double seconds, char text[8])
{
    text[0] = '\0';
    if (seconds >= 1 && seconds < 100)
        g_snprintf(text, 8, "%ds", (int)seconds);
    else if (seconds >= 100)
        draw_duration(seconds, text);
}

/* How a finished run looks when its result is up to date. */
static const CellLook RESULTS[] = {
    [RESULT_NONE] = {"·", "", STYLE_RAIL, ""},
    [RESULT_OK] = {"✓", "", STYLE_OK, ""},
    [RESULT_ERROR] = {"✗", "failed", STYLE_FAILED, ""},
    [RESULT_STOPPED] = {"■", "stopped", STYLE_DIM, ""},
    [RESULT_CANCELLED] = {"-", "not run", STYLE_STALE, ""},
    [RESULT_INVALID] = {"✗", "cannot run", STYLE_FAILED, ""},
    [RESULT_INTERRUPTED] = {"!", "interrupted", STYLE_FAILED, ""},
    [RESULT_DISABLED] = {"⊘", "disabled", STYLE_DISABLED, ""},
    [RESULT_DEAD] = {"✗", "died", STYLE_FAILED, ""},
};

static const CellLook QUEUED = {"…", "queued", STYLE_QUEUED, ""}, STALE = {"●", "stale", STYLE_STALE, ""},
                      DEAD = {"●", "dead", STYLE_STALE, ""}, RESTORED = {"·", "restored", STYLE_STALE, ""}, DISABLED = {"⊘", "disabled", STYLE_DISABLED, ""},
                      CONFLICT = {"≠", "changed here and on disk", STYLE_FAILED, ""},
                      DELETED_THERE = {"≠", "changed here, deleted on disk", STYLE_FAILED, ""},
                      DELETED_HERE = {"≠", "deleted here, changed on disk", STYLE_FAILED, ""},
                      BLOCKED = {"⊘", "needs a disabled cell", STYLE_DISABLED, ""};

/* Results that are worth seeing even if the code was edited since. */
static bool outlives_an_edit(RunResult result)
{
    return result != RESULT_OK && result != RESULT_STOPPED && result != RESULT_NONE;
}

/* Half-typed code is no mistake yet. */
static bool has_errors(const Scene *scene, const Cell *cell, const CellModel *known)
{
    const Editor *editor = scene->editor;
    bool typing = editor_is_typing(editor) &&
                  cell == notebook_cell(editor_notebook(editor), editor_cell(editor));
    return known->errors && known->errors->len > 0 && !typing;
}

/* How many of the tests passed stands where the time would. */
static CellLook look_of_tests(const Node *tests)
{
    if (tests->kind == NODE_ERROR)
        return (CellLook){"✗", "no pytest", STYLE_FAILED, ""};
    bool passed = g_strcmp0(tests->name, "success") == 0;
    CellLook look = {passed ? "✓" : "✗", passed ? "" : "tests failed", passed ? STYLE_OK : STYLE_FAILED, ""};
    g_strlcpy(look.time, tests->label && strlen(tests->label) < sizeof look.time ? tests->label : "", sizeof look.time);
    return look;
}

static CellLook look_of(const Scene *scene, const Cell *cell, const CellModel *known)
{
    const CellStatus *status = &known->status;
    if (status->state == RUN_QUEUED)
        return QUEUED;
    if (cell_config(cell)->disabled)
        return DISABLED;
    if (status->blocked)
        return BLOCKED;
    if (has_errors(scene, cell, known))
        return RESULTS[RESULT_INVALID];
    if (known->output_restored || known->console_restored)
        return RESTORED;
    /* An interrupted cell that was not its turn yet keeps the result of the run before, but shows that of none. */
    if (known->output && output_is_notice(known->output) && status->result != RESULT_DEAD)
        return RESULTS[RESULT_CANCELLED];
    if (status->dead && status->result != RESULT_NONE && status->result != RESULT_CANCELLED && status->result != RESULT_DEAD)
        return DEAD;
    RunResult result = (size_t)status->result < G_N_ELEMENTS(RESULTS) ? status->result : RESULT_NONE;
    if (cell_model_is_stale(known, cell_revision(cell)) && result != RESULT_NONE && !outlives_an_edit(result))
        return STALE;
    if (result == RESULT_OK && known->output && known->output->root && g_strcmp0(known->output->mime, TESTS_MIME) == 0)
        return look_of_tests(known->output->root);
    return RESULTS[result];
}

static const CellLook *const CONFLICTS[] = {
    [CONFLICT_CHANGED] = &CONFLICT,
    [CONFLICT_DELETED_THERE] = &DELETED_THERE,
    [CONFLICT_DELETED_HERE] = &DELETED_HERE,
};

CellLook draw_cell_look(const Scene *scene, size_t index)
{
    const Cell *cell = notebook_cell(editor_notebook(scene->editor), index);
    const CellModel *known = model_cell(scene->model, cell_id(cell));
    const CellConflict *conflict = editor_conflict(scene->editor, cell_id(cell));
    if (conflict)
        return *CONFLICTS[conflict->kind];
    if (!known)
        return cell_config(cell)->disabled ? DISABLED : (CellLook){"", "", STYLE_RAIL, ""};
    if (known->status.state == RUN_RUNNING) {
        CellLook look = {"▶", known->status.wants_input ? "waits for input" : "running", STYLE_RUNNING, ""};
        draw_elapsed((double)(scene->now - known->status.started) / 1e6, look.time);
        return look;
    }
    CellLook look = look_of(scene, cell, known);
    if (known->status.result != RESULT_NONE && known->status.seconds > 0 && !*look.time)
        draw_duration(known->status.seconds, look.time);
    return look;
}
