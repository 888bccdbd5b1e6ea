/* From Jupyter's cells to a notebook: the order of the steps is marimo's. */
#include "notebook/format_ipynb.h"

#include <string.h>

#include "notebook/format_ipynb_code.h"
#include "notebook/format_ipynb_text.h"
#include "notebook/format_markdown.h"
#include "notebook/pytext.h"
#include "notebook/pyvalue.h"

static void cell_clear(gpointer data)
{
    JupyterCell *cell = data;
    g_free(cell->source);
    g_free(cell->leftover);
    if (cell->metadata)
        json_value_unref(cell->metadata);
    g_free(cell);
}

JupyterNotebook *jupyter_notebook_new(void)
{
    JupyterNotebook *notebook = g_new0(JupyterNotebook, 1);
    notebook->cells = g_ptr_array_new_with_free_func(cell_clear);
    return notebook;
}

void jupyter_notebook_free(JupyterNotebook *notebook)
{
    g_ptr_array_unref(notebook->cells);
    if (notebook->metadata)
        json_value_unref(notebook->metadata);
    g_free(notebook->inline_metadata);
    g_free(notebook);
}

bool jupyter_notebook_add(JupyterNotebook *notebook, const char *source, bool markdown, const JsonValue *metadata)
{
    g_autofree char *code = NULL;
    if (markdown) {
        g_autofree char *text = jupyter_without_paragraphs(source);
        const char *prefix = json_value_string(json_value_get(json_value_get(metadata, "marimo"), "md_prefix"));
        bool good = prefix && strspn(prefix, "fFrR") == strlen(prefix);
        code = markdown_call(text, good ? prefix : "r");
    } else if (!notebook->inline_metadata) {
        code = jupyter_take_inline_metadata(source, &notebook->inline_metadata);
    } else {
        code = g_strdup(source);
    }
    if (!*code)
        return false;
    JupyterCell *cell = g_new0(JupyterCell, 1);
    cell->source = g_steal_pointer(&code);
    cell->markdown = markdown;
    cell->metadata = metadata ? json_value_ref((JsonValue *)metadata) : NULL;
    g_ptr_array_add(notebook->cells, cell);
    return true;
}

/* --- what the metadata of a cell say ----------------------------------------------------------------------------- */

static gint compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, without repeats; borrowed. */
static GPtrArray *tags_of(const JsonValue *metadata)
{
    GPtrArray *tags = g_ptr_array_new();
    const JsonValue *list = json_value_get(metadata, "tags");
    for (size_t i = 0; i < json_value_length(list); i++) {
        const char *tag = json_value_string(json_value_at(list, i));
        if (tag && !g_ptr_array_find_with_equal_func(tags, tag, g_str_equal, NULL))
            g_ptr_array_add(tags, (gpointer)tag);
    }
    g_ptr_array_sort(tags, compare_texts);
    return tags;
}

static bool take_tag(GPtrArray *tags, const char *tag)
{
    guint index;
    if (!g_ptr_array_find_with_equal_func(tags, tag, g_str_equal, &index))
        return false;
    g_ptr_array_remove_index(tags, index);
    return true;
}

static bool is_true(const JsonValue *value)
{
    return json_value_bool(value, false) || json_value_integer(value, 0) != 0;
}

/* marimo's own word counts first, then tags and Jupyter's. */
static bool is_hidden(const JupyterCell *cell, const JsonValue *config, GPtrArray *tags)
{
    bool removed = take_tag(tags, "remove-input");
    const JsonValue *own = json_value_get(config, "hide_code");
    if (own)
        return is_true(own);
    if (take_tag(tags, "hide-cell") || removed)
        return true;
    if (is_true(json_value_get(json_value_get(cell->metadata, "jupyter"), "source_hidden")))
        return true;
    return cell->markdown && !json_value_get(cell->metadata, "marimo");
}

static CellConfig config_of(const JsonValue *config, bool hidden)
{
    CellConfig found = {.hide_code = hidden, .disabled = is_true(json_value_get(config, "disabled")),
                        .expand_output = is_true(json_value_get(config, "expand_output"))};
    const JsonValue *column = json_value_get(config, "column");
    if (json_value_kind(column) == JSON_KIND_INTEGER) {
        int64_t number = json_value_integer(column, 0);
        found.has_column = number >= G_MININT && number <= G_MAXINT;
        found.column = found.has_column ? (int)number : 0;
    }
    return found;
}

/* --- the notebook -------------------------------------------------------------------------------------------------- */

typedef struct {
    FormatRead *read;
    GPtrArray *codes; /* of char *: those that were inserted, as yet unguarded */
    bool script;
} Building;

/* What a script does as the main program, a notebook does in a function that it calls. */
static char *guarded(const char *code)
{
    static const char GUARD[] = "if __name__ == \"__main__\":";
    const char *found = strstr(code, GUARD);
    if (!found)
        return g_strdup(code);
    PySlice before = pytext_strip((PySlice){code, (size_t)(found - code)});
    return g_strdup_printf("%.*s%sdef _main_():%s\n\n_main_()", (int)before.length, before.bytes,
                           before.length ? "\n\n" : "", found + strlen(GUARD));
}

static void insert(Building *building, size_t at, const char *name, CellKind kind, const CellConfig *config,
                   const char *code, const char *leftover)
{
    g_autofree char *text = building->script ? guarded(code) : g_strdup(code);
    Cell *cell = notebook_insert_cell(building->read->notebook, at, name, kind, config, text, -1);
    g_ptr_array_insert(building->codes, (gint)at, g_strdup(code));
    if (leftover)
        format_read_leave(building->read, cell_id(cell), g_strdup(leftover));
}

static void add_cell(Building *building, const JupyterCell *cell, const char *source)
{
    const JsonValue *marimo = json_value_get(cell->metadata, "marimo"), *config = json_value_get(marimo, "config");
    g_autoptr(GPtrArray) tags = tags_of(cell->metadata);
    CellConfig own = config_of(config, is_hidden(cell, config, tags));
    const char *name = json_value_string(json_value_get(marimo, "name"));
    g_autoptr(GString) code = g_string_new(NULL);
    if (tags->len) {
        g_ptr_array_add(tags, NULL);
        g_autofree char *joined = g_strjoinv(", ", (char **)tags->pdata);
        g_string_printf(code, "# Cell tags: %s\n", joined);
    }
    g_string_append(code, source);
    if (pytext_is_blank((PySlice){code->str, code->len}))
        return;
    bool starred = name && *name == '*' && name[1]; /* as marimo writes the name of @app.function */
    size_t count = notebook_cell_count(building->read->notebook);
    bool setup = name && strcmp(name, "setup") == 0;
    insert(building, count, name ? name + starred : "_", starred ? CELL_FUNCTION : setup ? CELL_SETUP : CELL_PLAIN,
           &own, code->str, cell->leftover);
}

static bool has_line(const char *code, const char *start, const char *within)
{
    g_auto(GStrv) lines = g_strsplit(code, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!within)
            g_strstrip(*line);
        bool import = g_str_has_prefix(*line, "import ") || g_str_has_prefix(*line, "from ");
        if (g_str_has_prefix(*line, start) || (within && import && strstr(*line, within)))
            return true;
    }
    return false;
}

/* Puts `import` in front, if some cell wants it and none has it. */
static void add_import(Building *building, const char *import, const char *within)
{
    for (guint i = 0; i < building->codes->len; i++) {
        if (has_line(g_ptr_array_index(building->codes, i), import, within))
            return;
    }
    insert(building, 0, "_", CELL_PLAIN, NULL, import, NULL);
}

static bool wants_marimo(const Building *building)
{
    for (guint i = 0; i < building->codes->len; i++) {
        const char *source = g_ptr_array_index(building->codes, i);
        if (g_str_has_prefix(source, "mo.md(") || strstr(source, "mo.sql("))
            return true;
    }
    return false;
}

static void take_header(NotebookHeader *header, const JupyterNotebook *notebook, GPtrArray *packages)
{
    const JsonValue *marimo = json_value_get(notebook->metadata, "marimo");
    for (JsonMember member = {0}; json_value_next(json_value_get(marimo, "app_config"), &member);) {
        g_autofree char *value = pyvalue_from_json(member.value);
        notebook_header_set_option(header, member.key, value);
    }
    const char *version = json_value_string(json_value_get(marimo, "marimo_version"));
    if (version)
        header->version = g_strdup(version);
    const char *stored = json_value_string(json_value_get(marimo, "header"));
    g_free(header->text);
    header->text = stored ? g_strdup(stored) : jupyter_script_metadata(notebook->inline_metadata, packages);
}

static GPtrArray *sources_of(const JupyterNotebook *notebook)
{
    GPtrArray *sources = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < notebook->cells->len; i++)
        g_ptr_array_add(sources, g_strdup(((JupyterCell *)g_ptr_array_index(notebook->cells, i))->source));
    return sources;
}

FormatRead *jupyter_notebook_convert(JupyterNotebook *notebook, const FormatPython *python)
{
    g_autoptr(GPtrArray) sources = sources_of(notebook), packages = g_ptr_array_new_with_free_func(g_free);
    code_strip(sources);
    code_replace_magics(sources);
    bool subprocess = code_replace_commands(sources, packages, python);
    if (python && python->analyse && python->rewrite && python->bindings)
        code_make_names_unique(sources, python);

    g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func(g_free);
    Building building = {format_read_new(), codes, notebook->script};
    for (guint i = 0; i < sources->len; i++)
        add_cell(&building, g_ptr_array_index(notebook->cells, i), g_ptr_array_index(sources, i));
    if (subprocess)
        add_import(&building, "import subprocess", NULL);
    if (wants_marimo(&building))
        add_import(&building, "import marimo as mo", "import marimo as mo");
    if (codes->len == 0)
        insert(&building, 0, "_", CELL_PLAIN, NULL, "", NULL);
    take_header(notebook_header(building.read->notebook), notebook, packages);
    notebook_forget_history(building.read->notebook);
    return building.read;
}
