#include "tui/panel.h"

#include <limits.h>
#include <string.h>

#include "edit/panel.h"
#include "tui/fixes.h"
#include "tui/panel_rows.h"
#include "tui/source_page.h"

/* What rows were made from: they are made anew when it is another. */
typedef struct {
    PanelKind kind;
    uint64_t changes, structure, variables;
    size_t cell, line, messages;
    KernelState kernel;
} Made;

struct Panel {
    PanelKind kind;   /* PANEL_NONE: closed */
    PanelKind list;   /* what the steps go through */
    char *name;       /* of the references, or NULL */
    GPtrArray *places; /* or else what they are, of EnginePlace *; or NULL */
    GPtrArray *rows;  /* of PanelRow * */
    Made made;
    size_t chosen;
    Layout layout;
    PanelSize wanted;
    int screen_rows, screen_columns; /* of the last picture */
    bool tabs;
    GHashTable *toggled; /* a set: paths of sources that are not as they are at first */
    uint64_t asked;   /* model_runs() when the interpreter was asked last... */
    PanelKind asked_for; /* ...what, PANEL_NONE: it is to be asked now */
    bool wants_packages; /* their panel was opened, and nobody asked yet */
};

static const char *const NAMES[PANEL_KINDS] = {
    [PANEL_NONE] = "",       [PANEL_ERRORS] = "errors",         [PANEL_GRAPH] = "graph",         [PANEL_MESSAGES] = "messages",
    [PANEL_OUTLINE] = "outline", [PANEL_PACKAGES] = "packages", [PANEL_REFERENCES] = "references", [PANEL_SCRATCH] = "scratch", [PANEL_SOURCES] = "sources", [PANEL_VARIABLES] = "variables",
};

Panel *panel_new(void)
{
    Panel *panel = g_new0(Panel, 1);
    panel->rows = panel_rows_new();
    panel->list = PANEL_ERRORS;
    panel->toggled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    panel->screen_rows = 24;
    panel->screen_columns = 80;
    panel->layout = layout_of(24, 80, false, false, panel->wanted);
    return panel;
}

void panel_free(Panel *panel)
{
    g_ptr_array_unref(panel->rows);
    g_free(panel->name);
    g_hash_table_unref(panel->toggled);
    g_clear_pointer(&panel->places, g_ptr_array_unref);
    g_free(panel);
}

/* --- rows -------------------------------------------------------------------------------------------------- */

static bool is_asked_for(PanelKind kind)
{
    return kind == PANEL_VARIABLES || kind == PANEL_SOURCES;
}

/* Only what the kind tells of; the cursor, for those that follow it. */
static Made made_of(PanelKind kind, const Editor *editor, const Model *model)
{
    bool follows = kind == PANEL_GRAPH || kind == PANEL_OUTLINE;
    Made made = {
        .kind = kind,
        .changes = kind == PANEL_MESSAGES ? 0 : model_changes(model),
        .structure = notebook_structure_generation(editor_notebook(editor)),
        .variables = kind == PANEL_VARIABLES  ? model_variables_changes(model)
                     : kind == PANEL_SOURCES  ? model_sources_changes(model)
                     : kind == PANEL_PACKAGES ? model_packages_changes(model) : 0,
        .kernel = is_asked_for(kind) ? model_kernel(model) : KERNEL_NONE,
        .messages = kind == PANEL_MESSAGES ? editor_messages(editor)->len : 0,
    };
    if (follows)
        made.cell = editor_cell(editor);
    if (kind == PANEL_OUTLINE)
        made.line = editor_cursor(editor).line;
    return made;
}

static bool same_made(const Made *a, const Made *b)
{
    return a->kind == b->kind && a->changes == b->changes && a->structure == b->structure &&
           a->variables == b->variables && a->cell == b->cell && a->line == b->line && a->messages == b->messages &&
           a->kernel == b->kernel;
}

static void make_rows(Panel *panel, PanelKind kind, const Editor *editor, const Model *model)
{
    PanelSource source = {editor, model, panel->name, panel->places};
    size_t current = SIZE_MAX;
    g_ptr_array_set_size(panel->rows, 0);
    PANEL_MAKERS[kind](&source, panel->rows, &current);
    bool away = editor_mode(editor) != MODE_PANEL;
    if (current != SIZE_MAX && (away || panel->made.kind != kind))
        panel->chosen = current;
    panel->chosen = MIN(panel->chosen, panel->rows->len ? panel->rows->len - 1 : 0);
}

static void keep_rows(Panel *panel, PanelKind kind, const Editor *editor, const Model *model)
{
    Made made = made_of(kind, editor, model);
    if (same_made(&made, &panel->made))
        return;
    make_rows(panel, kind, editor, model);
    panel->made = made;
}

void panel_update(Panel *panel, const Editor *editor, const Model *model, int rows, int columns, bool tabs)
{
    bool open = panel->kind != PANEL_NONE && !editor_page(editor, NULL);
    panel->screen_rows = rows;
    panel->screen_columns = columns;
    panel->tabs = tabs;
    panel->layout = layout_of(rows, columns, open, tabs, panel->wanted);
    if (panel->layout.covered && editor_mode(editor) != MODE_PANEL)
        panel->layout = layout_of(rows, columns, false, tabs, panel->wanted); /* it waits until keys go to it, or there is more room */
    if (open)
        keep_rows(panel, panel->kind, editor, model);
}

bool panel_has_border(const Panel *panel, int row, int column)
{
    Layout layout = panel->layout;
    if (!rect_holds(layout.panel, row, column) || layout.covered)
        return false;
    return layout.beside ? column == layout.panel.column : row == layout.panel.row;
}

void panel_draw_border(Panel *panel, int row, int column)
{
    Rect area = panel->layout.panel;
    if (panel->layout.beside)
        panel->wanted.columns = MAX(area.column + area.columns - column, 1);
    else
        panel->wanted.rows = MAX(area.row + area.rows - row, 1);
}

Layout panel_layout(const Panel *panel)
{
    return panel->layout;
}

PanelKind panel_shown(const Panel *panel)
{
    return panel->layout.panel.rows > 0 ? panel->kind : PANEL_NONE;
}

bool panel_shows(const Panel *panel, PanelKind kind)
{
    return panel->kind == kind;
}

Rect panel_content(const Panel *panel)
{
    Rect area = panel->layout.panel;
    int border = panel->layout.beside;
    return (Rect){area.row + 1, area.column + border, MAX(area.rows - 1, 1), MAX(area.columns - border, 1)};
}

const char *panel_title(const Panel *panel)
{
    return NAMES[panel->kind];
}

const GPtrArray *panel_rows(const Panel *panel)
{
    return panel->rows;
}

size_t panel_chosen(const Panel *panel)
{
    return panel->chosen;
}

size_t panel_top(const Panel *panel)
{
    int height = MAX(panel->layout.panel.rows - 1, 1), count = (int)panel->rows->len;
    return (size_t)CLAMP((int)panel->chosen - height / 2, 0, MAX(count - height, 0));
}

static bool ask_packages(Panel *panel, Engine *engine)
{
    if (!panel->wants_packages)
        return false;
    panel->wants_packages = false;
    engine_ask_packages(engine);
    return true;
}

bool panel_ask(Panel *panel, const Model *model, Engine *engine)
{
    if (panel->kind == PANEL_PACKAGES)
        return ask_packages(panel, engine);
    if (!is_asked_for(panel->kind) || model_kernel(model) != KERNEL_IDLE || model_running(model) ||
        (panel->asked_for == panel->kind && panel->asked == model_runs(model)))
        return false;
    panel->asked_for = panel->kind;
    panel->asked = model_runs(model);
    g_autofree char **toggled = (char **)g_hash_table_get_keys_as_array(panel->toggled, NULL);
    if (panel->kind == PANEL_VARIABLES)
        engine_ask_variables(engine);
    else
        engine_ask_sources(engine, toggled);
    return true;
}

/* --- what keys ask ----------------------------------------------------------------------------------------- */

static void enter(Panel *panel, Editor *editor)
{
    if (panel->kind == PANEL_NONE)
        editor_tell(editor, true, "no panel is open: {<Space>v, B, D, L, E, M, P open one|panel-variables}{|= opens one}");
    else
        editor_enter_panel(editor);
}

static bool is_covering(const Panel *panel)
{
    return layout_of(panel->screen_rows, panel->screen_columns, true, panel->tabs, panel->wanted).covered;
}

static void open_panel(Panel *panel, Editor *editor, PanelKind kind)
{
    if (panel->kind != kind)
        panel->chosen = 0;
    if (kind == PANEL_ERRORS || kind == PANEL_REFERENCES)
        panel->list = kind;
    panel->kind = kind;
    panel->wants_packages |= kind == PANEL_PACKAGES;
    if (kind == PANEL_SCRATCH || is_covering(panel))
        enter(panel, editor);
}

static void close_panel(Panel *panel, Editor *editor)
{
    panel->kind = PANEL_NONE;
    editor_leave_panel(editor);
}

static void do_panel(Panel *panel, Editor *editor, const Request *request)
{
    PanelKind kind = PANEL_NONE;
    for (PanelKind i = 1; request->text && i < PANEL_KINDS; i++)
        kind = strcmp(NAMES[i], request->text) == 0 ? i : kind;
    if (request->text && kind == PANEL_NONE)
        kind = panel->list;
    bool shown = kind == panel->kind && (!is_covering(panel) || editor_mode(editor) == MODE_PANEL);
    if (kind == PANEL_NONE || (request->force && shown))
        close_panel(panel, editor);
    else
        open_panel(panel, editor, kind);
}

/* --- what is below a row ------------------------------------------------------------------------------------ */

static void toggle(Panel *panel, const PanelRow *row)
{
    if (!g_hash_table_remove(panel->toggled, row->source))
        g_hash_table_add(panel->toggled, g_strdup(row->source));
    panel->asked_for = PANEL_NONE;
}

static void go_up(Panel *panel, const PanelRow *row)
{
    size_t at = panel->chosen;
    while (at > 0 && ((PanelRow *)g_ptr_array_index(panel->rows, at))->depth >= row->depth)
        at--;
    panel->chosen = row->depth > 0 ? at : panel->chosen;
}

static void do_fold(Panel *panel, Editor *editor, const Model *model, int code)
{
    const PanelRow *row = panel->chosen < panel->rows->len ? g_ptr_array_index(panel->rows, panel->chosen) : NULL;
    if (!row || !row->source)
        return;
    bool folds = row->fold == (code > 0 ? '+' : '-');
    if (folds && model_kernel(model) != KERNEL_IDLE)
        editor_tell(editor, true, "a cell is running: the interpreter answers when that is over");
    if (folds)
        toggle(panel, row);
    else if (code < 0)
        go_up(panel, row);
    else if (row->fold)
        panel->chosen++; /* into it */
}

/* A row without a cell of its own is folded and unfolded instead. */
static void do_source(Panel *panel, Editor *editor, const Model *model, const PanelRow *row, bool stays)
{
    if (row->fold && (stays || !row->code))
        do_fold(panel, editor, model, row->fold == '+' ? 1 : -1);
    else if (!row->code)
        editor_tell(editor, false, "this row leads nowhere");
    else if (panel_insert_source(row, editor, model) && !stays)
        editor_leave_panel(editor);
}

static bool go_to_row(Panel *panel, Editor *editor, size_t at)
{
    const PanelRow *row = at < panel->rows->len ? g_ptr_array_index(panel->rows, at) : NULL;
    const Notebook *notebook = editor_notebook(editor);
    size_t cell;
    if (row && row->path)
        return source_page_show(editor, row->path, row->at);
    if (!row || !row->cell || !notebook_find_cell(notebook, row->cell, &cell))
        return false;
    Pos to = {MIN(notebook_first_line(notebook, cell) + row->at, notebook_last_line(notebook, cell)), row->byte};
    if (row->name)
        to = fixes_definition_place(editor, cell, row->name);
    editor_move_to(editor, to);
    return true;
}

static void do_go(Panel *panel, Editor *editor, const Model *model, const Request *request)
{
    const PanelRow *row = panel->chosen < panel->rows->len ? g_ptr_array_index(panel->rows, panel->chosen) : NULL;
    if (row && row->source) {
        do_source(panel, editor, model, row, request->code != 0);
        return;
    }
    bool leads = go_to_row(panel, editor, panel->chosen);
    if (!leads)
        editor_tell(editor, false, "this row leads nowhere");
    else if (!request->code)
        editor_leave_panel(editor);
}

static void do_step(Panel *panel, Editor *editor, const Model *model, const Request *request)
{
    bool fresh = panel->made.kind != panel->list;
    keep_rows(panel, panel->list, editor, model);
    size_t count = panel->rows->len, at = fresh && panel->kind != panel->list ? SIZE_MAX : panel->chosen;
    const PanelRow *first = count ? g_ptr_array_index(panel->rows, 0) : NULL;
    if (!first || (!first->cell && !first->path)) {
        editor_tell(editor, false, "%s", panel->list == PANEL_ERRORS ? "nothing is wrong with any cell" : "no references");
        return;
    }
    long to = request->force ? request->code ? (long)request->code - 1 : (long)MIN(at, count - 1)
              : at == SIZE_MAX ? (request->code > 0 ? request->code - 1 : 0) : (long)at + request->code;
    bool beyond = !request->force && (to < 0 || to >= (long)count);
    if (beyond) {
        editor_tell(editor, true, "E553: No more items");
        return;
    }
    panel->chosen = (size_t)CLAMP(to, 0, (long)count - 1);
    go_to_row(panel, editor, panel->chosen);
    editor_tell(editor, false, "(%zu of %zu): %s", panel->chosen + 1, count,
                ((const PanelRow *)g_ptr_array_index(panel->rows, panel->chosen))->line->text->str);
}

static void do_references(Panel *panel, Editor *editor, const Model *model)
{
    g_autofree char *name = fixes_name_at_cursor(editor);
    if (!*name) {
        editor_tell(editor, true, "there is no name here");
        return;
    }
    g_free(panel->name);
    panel->name = g_steal_pointer(&name);
    g_clear_pointer(&panel->places, g_ptr_array_unref);
    panel->made = (Made){0};
    open_panel(panel, editor, PANEL_REFERENCES);
    keep_rows(panel, PANEL_REFERENCES, editor, model);
    Pos cursor = editor_cursor(editor);
    for (guint i = 0; i < panel->rows->len; i++) {
        const PanelRow *row = g_ptr_array_index(panel->rows, i);
        size_t cell;
        bool here = row->cell && notebook_find_cell(editor_notebook(editor), row->cell, &cell) &&
                    notebook_first_line(editor_notebook(editor), cell) + row->at == cursor.line;
        if (here && row->byte <= cursor.byte)
            panel->chosen = i;
    }
}

void panel_show_places(Panel *panel, Editor *editor, const Model *model, GPtrArray *places)
{
    g_clear_pointer(&panel->name, g_free);
    g_clear_pointer(&panel->places, g_ptr_array_unref);
    panel->places = places;
    panel->made = (Made){0};
    panel->chosen = 0;
    open_panel(panel, editor, PANEL_REFERENCES);
    keep_rows(panel, PANEL_REFERENCES, editor, model);
}

void panel_wheel(Panel *panel, int rows)
{
    panel->chosen = (size_t)CLAMP((long)panel->chosen + rows, 0, MAX((long)panel->rows->len - 1, 0));
}

void panel_press(Panel *panel, Editor *editor, int row)
{
    size_t at = panel_top(panel) + (size_t)MAX(row - 1, 0);
    if (row < 1 || at >= panel->rows->len)
        return;
    panel->chosen = at;
    const PanelRow *pressed = g_ptr_array_index(panel->rows, at);
    if (pressed->source && pressed->fold)
        toggle(panel, pressed);
    else if (go_to_row(panel, editor, at))
        editor_leave_panel(editor);
}

bool panel_do(Panel *panel, Editor *editor, const Model *model, const Request *request)
{
    long last = (long)panel->rows->len - 1;
    switch (request->kind) {
    case REQUEST_PANEL: do_panel(panel, editor, request); return true;
    case REQUEST_PANEL_FOCUS:
        if (editor_mode(editor) == MODE_PANEL)
            editor_leave_panel(editor);
        else
            enter(panel, editor);
        return true;
    case REQUEST_PANEL_MOVE:
        panel->chosen = (size_t)CLAMP((long)panel->chosen + request->code, 0, MAX(last, 0));
        return true;
    case REQUEST_PANEL_GO: do_go(panel, editor, model, request); return true;
    case REQUEST_PANEL_FOLD: do_fold(panel, editor, model, request->code); return true;
    case REQUEST_LIST_STEP: do_step(panel, editor, model, request); return true;
    case REQUEST_REFERENCES: do_references(panel, editor, model); return true;
    default: return false;
    }
}
