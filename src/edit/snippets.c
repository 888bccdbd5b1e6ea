#include "edit/snippets.h"

#include <string.h>

#include "base/files.h"
#include "edit/ex_text.h"
#include "edit/picker.h"
#include "edit/snippet_state.h"

enum { MOST_FILES = 500, DOC_MOST = 400 };

void snippet_state_free(SnippetState *state)
{
    g_clear_pointer(&state->set, snippet_set_free);
    g_array_unref(state->stops);
    g_free(state->paths);
    g_free(state);
}

SnippetState *snippet_state_of(Editor *editor)
{
    if (!editor->snippets) {
        editor->snippets = g_new0(SnippetState, 1);
        editor->snippets->stops = g_array_new(FALSE, FALSE, sizeof(Stop));
    }
    return editor->snippets;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

typedef struct {
    SnippetSet *set;
    char *fault; /* the first */
    unsigned files;
} Reading;

static void read_file(Reading *reading, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, NULL, &error);
    gsize size;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    bool read = bytes && snippet_set_read(reading->set, path, text ? text : "", text ? size : 0, &error);
    if (!read && !reading->fault)
        reading->fault = g_strdup(error->message);
}

static bool holds_snippets(const char *name)
{
    return g_str_has_suffix(name, ".json") || g_str_has_suffix(name, ".code-snippets") || g_str_has_suffix(name, ".py");
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A file, or a folder of them; `must`: that there is none is a fault. */
static void read_path(Reading *reading, const char *path, bool must)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (!folder) {
        if (must || g_file_test(path, G_FILE_TEST_EXISTS))
            read_file(reading, path);
        return;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(folder));) {
        if (holds_snippets(name) && *name != '.')
            g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len && reading->files < MOST_FILES; i++, reading->files++) {
        g_autofree char *file = g_build_filename(path, g_ptr_array_index(names, i), NULL);
        read_file(reading, file);
    }
}

static char *expand_home(const char *path)
{
    return g_str_has_prefix(path, "~/") ? g_build_filename(g_get_home_dir(), path + 2, NULL) : g_strdup(path);
}

static SnippetSet *read_all(Editor *editor, char **fault)
{
    Reading reading = {.set = snippet_set_new()};
    snippet_set_read(reading.set, "tarn", SNIPPETS_BUILTIN, strlen(SNIPPETS_BUILTIN), NULL);
    g_autofree char *config = folder_path(FOLDER_CONFIG), *own = g_build_filename(config, "snippets", NULL);
    if (!editor->restricted)
        read_path(&reading, own, false);
    g_auto(GStrv) paths = g_strsplit(editor->options.snippets, ",", -1);
    for (char **path = paths; *path && !editor->restricted; path++) {
        g_autofree char *full = expand_home(*path);
        if (*full)
            read_path(&reading, full, true);
    }
    *fault = reading.fault;
    return reading.set;
}

const SnippetSet *snippets_of(Editor *editor, bool anew)
{
    SnippetState *state = snippet_state_of(editor);
    if (state->set && !anew && strcmp(state->paths, editor->options.snippets) == 0)
        return state->set;
    g_autofree char *fault = NULL;
    g_clear_pointer(&state->set, snippet_set_free);
    state->set = read_all(editor, &fault);
    g_free(state->paths);
    state->paths = g_strdup(editor->options.snippets);
    if (fault)
        editor_tell(editor, true, "%s", fault);
    return state->set;
}

/* --- among what could be typed ---------------------------------------------------------------------------------- */

void snippets_add(Editor *editor, CompletionSet *set)
{
    const GPtrArray *all = snippet_set_all(snippets_of(editor, false));
    for (guint i = 0; i < all->len; i++) {
        const Snippet *snippet = g_ptr_array_index(all, i);
        const char *doc = *snippet->doc ? snippet->doc : snippet->name;
        for (char **prefix = snippet->prefixes; *prefix; prefix++) {
            g_autofree char *name = g_strconcat(*prefix, SNIPPET_SIGN, NULL);
            if (**prefix)
                completion_set_add_body(set, COMPLETION_SNIPPET, name, "snippet", NULL, doc, snippet->body);
        }
    }
}

/* --- picking ----------------------------------------------------------------------------------------------------- */

static const Snippet *of_name(Editor *editor, const char *name)
{
    const GPtrArray *all = snippet_set_all(snippets_of(editor, false));
    for (guint i = all->len; i-- > 0;) {
        const Snippet *snippet = g_ptr_array_index(all, i);
        if (strcmp(snippet->name, name) == 0)
            return snippet;
    }
    return NULL;
}

static bool pick(Editor *editor, bool as_cell)
{
    const GPtrArray *all = snippet_set_all(snippets_of(editor, true));
    GPtrArray *entries = pick_entries_new();
    if (!editor_may_change(editor)) {
        g_ptr_array_unref(entries);
        return false;
    }
    for (guint i = 0; i < all->len; i++) {
        const Snippet *snippet = g_ptr_array_index(all, i);
        if (of_name(editor, snippet->name) != snippet)
            continue; /* a later one has its name */
        g_autoptr(SnippetText) text = snippet_expand_of(snippet, &(SnippetWorld){0});
        g_autofree char *doc = g_strndup(snippet->doc, strcspn(snippet->doc, "\n"));
        PickEntry *entry = pick_entry_new(as_cell ? PICK_SNIPPET_CELL : PICK_SNIPPET, snippet->name, doc);
        entry->keys = g_strdup(snippet->prefixes[0]);
        entry->target = g_strdup(snippet->name);
        entry->preview = g_strdup(text->text->str);
        g_ptr_array_add(entries, entry);
    }
    editor_pick(editor, "snippets", entries);
    return true;
}

static bool pick_snippet(Editor *editor, const ActionCall *call)
{
    return pick(editor, true);
}

static bool insert_snippet(Editor *editor, const ActionCall *call)
{
    return pick(editor, false);
}

static bool notebook_says(const Editor *editor, const char *code)
{
    for (size_t line = 0; line < notebook_line_count(editor->notebook); line++) {
        TextLine text = notebook_line(editor->notebook, line);
        if (text.length >= strlen(code) && memmem(text.bytes, text.length, code, strlen(code)))
            return true;
    }
    return false;
}

void snippets_pick(Editor *editor, const char *name, bool as_cell)
{
    const Snippet *snippet = of_name(editor, name);
    Pos at = editor->cursor;
    if (!snippet)
        return;
    const char *needs = snippet->needs && !notebook_says(editor, snippet->needs) ? snippet->needs : NULL;
    if (as_cell && !editor_add_cell(editor, "", needs))
        return;
    if (as_cell)
        at = editor->cursor;
    snippet_put_one(editor, at, at, snippet);
}

const Action ACTIONS_SNIPPET[] = {
    {"pick-snippet", ACTION_COMMAND, "pick a snippet, which becomes a cell below", .function = pick_snippet},
    {"insert-snippet", ACTION_COMMAND, "pick a snippet, which is put at the cursor", .function = insert_snippet},
    {NULL},
};
