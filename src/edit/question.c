/* Questions that a click can answer: a picker of the answers. */
#include "edit/picker.h"

#include "edit/editor_private.h"

#include <string.h>

typedef struct {
    const char *name, *more, *command; /* NULL: nothing is done */
} Answer;

static void ask(Editor *editor, const char *title, const Answer *answers, size_t count)
{
    GPtrArray *entries = pick_entries_new();
    for (size_t i = 0; i < count; i++) {
        PickEntry *entry = pick_entry_new(PICK_COMMAND, answers[i].name, answers[i].more);
        entry->target = g_strdup(answers[i].command);
        g_ptr_array_add(entries, entry);
    }
    editor_pick(editor, title, entries);
}

void editor_ask_quit(Editor *editor)
{
    static const Answer ANSWERS[] = {
        {"save and quit", NULL, "wq"},
        {"quit without saving", "what was changed is lost", "quit!"},
        {"stay", NULL, NULL},
    };
    ask(editor, "not everything is saved", ANSWERS, G_N_ELEMENTS(ANSWERS));
}

void editor_ask_trust(Editor *editor)
{
    static const Answer ANSWERS[] = {
        {"trust", "cells run as they do in marimo", "trust"},
        {"distrust", "nothing runs by itself here", "distrust"},
        {"decide later", NULL, NULL},
    };
    ask(editor, "does this folder run by itself?", ANSWERS, G_N_ELEMENTS(ANSWERS));
}

/* Who picks from a list has no `:q!` at hand. */
bool question_before_quit(Editor *editor, const PickEntry *entry)
{
    bool quits = g_strcmp0(entry->target, "quit") == 0 && (entry->kind == PICK_ACTION || entry->kind == PICK_COMMAND);
    if (!quits || editor->read_only || !editor_modified(editor))
        return false;
    editor_ask_quit(editor);
    return true;
}
