#include "tui/picks.h"

#include <string.h>

#include "edit/picker.h"
#include "tui/outline.h"

static const char NOTEBOOKS[] = "notebooks";

/* --- cells ------------------------------------------------------------------------------------------------- */

/* Such as `mo.md(f"""`: what is in it comes in the next line. */
static bool only_opens(const char *line)
{
    return g_str_has_suffix(line, "\"\"\"") || g_str_has_suffix(line, "'''") || g_str_has_suffix(line, "(");
}

/* The first line that says something: that is neither blank, a comment nor the beginning of a string alone. */
static char *first_line(const Text *code)
{
    char *meagre = NULL;
    for (size_t i = 0; i < text_line_count(code); i++) {
        TextLine line = text_line(code, i);
        g_autofree char *text = g_strstrip(g_strndup(line.bytes, line.length));
        if (!*text)
            continue;
        bool heading = meagre && *meagre != '#'; /* in a text, not in code */
        if ((*text != '#' || heading) && !only_opens(text)) {
            g_free(meagre);
            return g_steal_pointer(&text);
        }
        if (!meagre)
            meagre = g_steal_pointer(&text);
    }
    return meagre ? meagre : g_strdup("");
}

static char *first_text(const Cell *cell, const CellModel *known)
{
    const char *markdown = known && known->analysis ? known->analysis->markdown : NULL;
    if (!markdown)
        return first_line(cell_text(cell));
    const char *start = markdown + strspn(markdown, " \n\t");
    return g_strstrip(g_strndup(start, strcspn(start, "\n")));
}

void picks_describe_cell(const Editor *editor, const Model *model, size_t index, char **name, char **more)
{
    const Cell *cell = notebook_cell(editor_notebook(editor), index);
    const CellModel *known = model_cell(model, cell_id(cell));
    g_autofree char *text = first_text(cell, known);
    bool named = *cell_name(cell) && strcmp(cell_name(cell), "_") != 0;
    char **defs = known && known->analysis ? known->analysis->defs : NULL;
    g_autofree char *names = defs && defs[0] ? g_strjoinv(", ", defs) : g_strdup("");
    *name = g_strdup_printf("%zu %s", index + 1, named ? cell_name(cell) : *text ? text : "empty");
    *more = g_strdup_printf("%s%s%s%s", *names ? "→ " : "", names, *names && named ? "  " : "", named ? text : "");
}

static void offer_cells(Editor *editor, const Model *model)
{
    const Notebook *notebook = editor_notebook(editor);
    GPtrArray *entries = pick_entries_new();
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        g_autofree char *name = NULL, *more = NULL;
        picks_describe_cell(editor, model, i, &name, &more);
        PickEntry *entry = pick_entry_new(PICK_PLACE, name, more);
        entry->cell = cell_id(notebook_cell(notebook, i));
        g_ptr_array_add(entries, entry);
    }
    editor_pick(editor, "cells", entries);
}

/* --- headings ---------------------------------------------------------------------------------------------- */

static void offer_outline(Editor *editor, const Model *model)
{
    g_autoptr(GPtrArray) outline = outline_of(editor, model);
    if (outline->len == 0) {
        editor_tell(editor, true, "there are no headings: those of mo.md() are meant");
        return;
    }
    GPtrArray *entries = pick_entries_new();
    for (guint i = 0; i < outline->len; i++) {
        const Heading *heading = g_ptr_array_index(outline, i);
        g_autofree char *name = g_strdup_printf("%*s%s", 2 * (heading->level - 1), "", heading->text);
        PickEntry *entry = pick_entry_new(PICK_PLACE, name, NULL);
        entry->cell = heading->cell;
        entry->line = heading->line;
        g_ptr_array_add(entries, entry);
    }
    editor_pick(editor, "outline", entries);
}

/* --- notebooks --------------------------------------------------------------------------------------------- */

void picks_go_on(Editor *editor, Walk **walk)
{
    PickView pick;
    if (!*walk)
        return;
    if (!editor_picker(editor, &pick) || strcmp(pick.title, NOTEBOOKS) != 0) {
        g_clear_pointer(walk, walk_free);
        return;
    }
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    bool more = walk_step(*walk, paths);
    GPtrArray *entries = pick_entries_new();
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autofree char *name = g_path_get_basename(path), *folder = g_path_get_dirname(path);
        PickEntry *entry = pick_entry_new(PICK_FILE, name, strcmp(folder, ".") == 0 ? NULL : folder);
        entry->target = g_strdup(path);
        g_ptr_array_add(entries, entry);
    }
    editor_pick_more(editor, NOTEBOOKS, entries, !more);
    if (!more)
        g_clear_pointer(walk, walk_free);
}

static void offer_notebooks(Editor *editor, Walk **walk)
{
    editor_pick(editor, NOTEBOOKS, pick_entries_new());
    editor_pick_expect(editor);
    g_clear_pointer(walk, walk_free);
    *walk = walk_new(".");
    picks_go_on(editor, walk);
}

bool picks_do(Editor *editor, const Model *model, const Request *request, Walk **walk)
{
    if (request->kind != REQUEST_PICK || !request->text)
        return false;
    if (strcmp(request->text, "cells") == 0)
        offer_cells(editor, model);
    else if (strcmp(request->text, "outline") == 0)
        offer_outline(editor, model);
    else if (strcmp(request->text, NOTEBOOKS) == 0)
        offer_notebooks(editor, walk);
    else
        return false;
    return true;
}
