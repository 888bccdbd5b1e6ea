#include "tui/lookups.h"

#include <string.h>

/* --- what the cells say -------------------------------------------------------------------------------------------- */

static const Analysis *analysis_of(const Editor *editor, const Model *model, size_t index)
{
    const CellModel *known = model_cell(model, cell_id(notebook_cell(editor_notebook(editor), index)));
    return known ? known->analysis : NULL;
}

static bool is_import(const Analysis *analysis, const char *name)
{
    for (guint i = 0; analysis->imports && i < analysis->imports->len; i++) {
        if (strcmp(g_array_index(analysis->imports, ImportedName, i).name, name) == 0)
            return true;
    }
    return false;
}

static void add_names(const Editor *editor, const Model *model, CompletionSet *set)
{
    for (size_t i = 0; i < notebook_cell_count(editor_notebook(editor)); i++) {
        const Analysis *analysis = analysis_of(editor, model, i);
        g_autofree char *doc = g_strdup_printf("defined in cell %zu", i + 1);
        for (char **name = analysis ? analysis->defs : NULL; name && *name; name++)
            completion_set_add(set, COMPLETION_GRAPH, *name, is_import(analysis, *name) ? "import" : "name", NULL, doc);
        bool here = i == editor_cell(editor);
        for (char **name = analysis && here ? analysis->locals : NULL; name && *name; name++)
            completion_set_add(set, COMPLETION_GRAPH, *name, "local", NULL, "of this cell alone");
    }
}

static void add_number(GString *list, size_t index)
{
    g_string_append_printf(list, "%s%zu", list->len ? ", " : "", index + 1);
}

CompletionSet *lookups_names(const Editor *editor, const Model *model)
{
    CompletionSet *set = completion_set_new();
    add_names(editor, model, set);
    return set;
}

/* "defined in cell 3, used in cells 4, 7"; "" if no cell knows the name.  The caller frees it. */
static char *uses_of(const Editor *editor, const Model *model, const char *name)
{
    g_autoptr(GString) defined = g_string_new(NULL), used = g_string_new(NULL);
    for (size_t i = 0; i < notebook_cell_count(editor_notebook(editor)); i++) {
        const Analysis *analysis = analysis_of(editor, model, i);
        if (analysis && names_contain(analysis->defs, name))
            add_number(defined, i);
        if (analysis && names_contain(analysis->refs, name))
            add_number(used, i);
    }
    if (!defined->len)
        return g_strdup("");
    return g_strdup_printf("defined in cell %s%s%s%s\n", defined->str, used->len ? ", used in cell" : ", used nowhere else",
                           strchr(used->str, ',') ? "s " : used->len ? " " : "", used->str);
}

/* --- questions ------------------------------------------------------------------------------------------------------- */

static void complete(Editor *editor, const Model *model, const Request *request)
{
    if (request->force)
        return;
    g_autoptr(CompletionSet) set = lookups_names(editor, model);
    editor_take_completions(editor, request->code, set);
}

/* What is known without the interpreter; `found` is what that says, its title first, or NULL. */
static void show_help(Editor *editor, const Model *model, int ticket, char *const *found, const char *nothing)
{
    const char *name = editor_hover(editor, ticket);
    if (!name)
        return;
    g_autofree char *first = g_strndup(name, strcspn(name, ".["));
    g_autofree char *uses = uses_of(editor, model, first);
    bool any = found && found[0];
    g_autofree char *rest = any ? g_strjoinv("\n", (char **)found + 1) : NULL;
    g_autoptr(GString) page = g_string_new(any ? found[0] : name);
    g_string_append_printf(page, "\n%s", uses);
    if (any)
        g_string_append(page, rest);
    else if (*nothing)
        g_string_append_printf(page, "\n%s\n", nothing);
    editor_show_hover(editor, ticket, page->str);
}

static const char *why_nothing(const Model *model)
{
    switch (model_kernel(model)) {
    case KERNEL_BUSY: return "The interpreter is busy: it tells more when nothing runs.";
    case KERNEL_IDLE: return "The interpreter does not know it: no cell that defines it has run.";
    case KERNEL_AWAY: case KERNEL_CONNECTING: return "The interpreter cannot be reached just now.";
    default: return "There is no interpreter that could tell more.";
    }
}

static bool ask(const Editor *editor, Engine *engine, const Request *request, Lookup what)
{
    uint64_t cell = cell_id(notebook_cell(editor_notebook(editor), editor_cell(editor)));
    if (engine)
        engine_look_up(engine, what, request->code, cell, request->text);
    return engine != NULL;
}

bool lookups_do(Editor *editor, const Model *model, Engine *engine, const Request *request)
{
    switch (request->kind) {
    case REQUEST_COMPLETE:
        complete(editor, model, request);
        ask(editor, engine, request, LOOKUP_NAMES);
        return true;
    case REQUEST_HOVER:
        if (!ask(editor, engine, request, LOOKUP_HELP))
            show_help(editor, model, request->code, NULL, why_nothing(model));
        return true;
    case REQUEST_DESCRIBE:
        if (engine)
            engine_describe(engine, request->code, request->text);
        return true;
    case REQUEST_SIGNATURE:
        ask(editor, engine, request, LOOKUP_SIGNATURE);
        return true;
    default:
        return false;
    }
}

/* --- answers --------------------------------------------------------------------------------------------------------- */

static void take_names(Editor *editor, const EngineEvent *event)
{
    g_autoptr(CompletionSet) set = completion_set_new();
    CompletionSource source = event->by_tool ? COMPLETION_TOOL : COMPLETION_LIVE;
    for (char **one = event->found; one && one[0] && one[1] && one[2] && one[3] && one[4]; one += 5)
        completion_set_add_body(set, source, one[0], one[1], one[2], one[3], *one[4] ? one[4] : NULL);
    editor_take_completions(editor, event->ticket, set);
}

void lookups_take(Editor *editor, const Model *model, const EngineEvent *event)
{
    switch (event->lookup) {
    case LOOKUP_NAMES: take_names(editor, event); break;
    case LOOKUP_HELP: show_help(editor, model, event->ticket, event->found, why_nothing(model)); break;
    case LOOKUP_SIGNATURE: editor_take_signature(editor, event->ticket, event->found ? event->found[0] : NULL); break;
    }
}
