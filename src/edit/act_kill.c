/* Cutting, copying and pasting without modes.  What is cut and copied is a list, in the numbered registers: "1 is the
 * newest.  It goes to the terminal's clipboard, too.
 */
#include "edit/apart.h"
#include "edit/editor_private.h"

#include <string.h>

static void offer(Editor *editor, const Register *what)
{
    g_autofree char *text = g_strconcat(what->text, what->wise == WISE_LINE ? "\n" : NULL, NULL);
    editor_request(editor, (Request){.kind = REQUEST_CLIPBOARD, .text = text});
}

/* Cuts right after each other are one piece, in the order of the text. */
static void remember(Editor *editor, const Register *what, bool goes_on)
{
    const Register *old = goes_on ? registers_get(editor->registers, '1') : NULL;
    if (!old || old->wise != what->wise || what->wise == WISE_CELL) {
        registers_delete(editor->registers, '"', what, true, true);
        offer(editor, what);
        return;
    }
    const char *between = what->wise == WISE_LINE ? "\n" : "";
    bool backward = editor->modeless.backward;
    g_autofree char *text = g_strconcat(backward ? what->text : old->text, between,
                                        backward ? old->text : what->text, NULL);
    Register both = {.wise = what->wise, .text = text};
    registers_set(editor->registers, '1', &both);
    offer(editor, &both);
}

static bool erase(Editor *editor, const ActionCall *call, Region *region)
{
    Pos start = region->start;
    bool lines = region->wise == WISE_LINE;
    if (!editor_delete_region(editor, region, '_', false))
        return false;
    if (!lines)
        editor_set_cursor(editor, start);
    editor_clamp_cursor(editor);
    modeless_end_selection(editor);
    return true;
}

static bool cut(Editor *editor, const ActionCall *call, Region *region)
{
    Register what = editor_region_contents(editor, region);
    remember(editor, &what, editor->modeless.before == DID_CUT);
    register_clear(&what);
    editor->modeless.step = DID_CUT;
    return erase(editor, call, region);
}

/* The selection stays, unless it is one that motions go on with. */
static bool copy(Editor *editor, const ActionCall *call, Region *region)
{
    Register what = editor_region_contents(editor, region);
    remember(editor, &what, false);
    bool by_line = region->wise == WISE_LINE;
    size_t count = by_line ? region->lines : utf8_count(what.text, strlen(what.text));
    editor_tell(editor, false, "copied %zu %s%s", count, by_line ? "line" : "character", count == 1 ? "" : "s");
    register_clear(&what);
    return true;
}

void editor_copy(Editor *editor, const char *text)
{
    remember(editor, &(Register){.wise = WISE_CHAR, .text = (char *)text}, false);
    size_t count = utf8_count(text, strlen(text));
    editor_tell(editor, false, "copied %zu character%s", count, count == 1 ? "" : "s");
}

bool editor_key_copies(const Editor *editor, Key key)
{
    const Binding *binding;
    bool bound = editor->modeless.on && keymap_longest(editor->keymap, MAP_MODELESS, &key, 1, &binding) == 1;
    return bound && binding->action && strcmp(binding->action->name, "copy-text") == 0;
}

/* --- pasting ------------------------------------------------------------------------------------------ */

static Pos put_lines(Editor *editor, const char *text)
{
    Pos cursor = editor->cursor, start = {cursor.line, 0};
    g_autofree char *with_end = g_strconcat(text, "\n", NULL);
    Pos end = editor_replace(editor, start, start, with_end, strlen(with_end));
    editor_set_cursor(editor, (Pos){end.line, cursor.byte});
    return start;
}

/* Puts a register before the cursor, which goes behind it; returns where it begins. */
static Pos put_text(Editor *editor, const Register *what)
{
    Pos start = editor->cursor;
    if (what->wise == WISE_LINE)
        return put_lines(editor, what->text);
    if (what->wise == WISE_CHAR)
        editor_set_cursor(editor, editor_replace(editor, start, start, what->text, strlen(what->text)));
    else
        editor_put(editor, what, what->wise == WISE_CELL ? PUT_AFTER : PUT_BEFORE, 1, PUT_CURSOR_BEHIND);
    return what->wise == WISE_CHAR ? start : editor->cursor;
}

static bool put_copy(Editor *editor, const Register *what)
{
    Register copied = {.wise = what->wise, .text = g_strdup(what->text), .width = what->width,
                       .cells = what->cells ? g_ptr_array_ref(what->cells) : NULL};
    editor->modeless.pasted = put_text(editor, &copied);
    register_clear(&copied);
    editor->modeless.step = DID_PASTE;
    return true;
}

static bool paste(Editor *editor, const ActionCall *call)
{
    const Register *what = editor_register(editor, '"');
    if (!what) {
        editor_error(editor, "nothing was cut or copied yet");
        return false;
    }
    editor->modeless.older = 0;
    modeless_make_room(editor);
    Pos start = editor->cursor;
    for (long i = 0; i < call->count; i++)
        put_copy(editor, what);
    if (call->count > 1)
        editor->modeless.pasted = start;
    return true;
}

/* Takes the last paste back and puts what was cut before that. */
static bool paste_older(Editor *editor, const ActionCall *call)
{
    Modeless *modeless = &editor->modeless;
    if (modeless->before != DID_PASTE) {
        editor_error(editor, "nothing was pasted just now");
        return false;
    }
    modeless->older = modeless->older + 1 > 8 ? 0 : modeless->older + 1;
    const Register *what = registers_get(editor->registers, '1' + modeless->older);
    if (!what) {
        modeless->older = 0;
        what = registers_get(editor->registers, '1');
    }
    if (!what)
        return false;
    if (pos_compare(modeless->pasted, editor->cursor) < 0) {
        editor_delete(editor, modeless->pasted, editor->cursor);
        editor_set_cursor(editor, modeless->pasted);
    }
    return put_copy(editor, what);
}

const Action ACTIONS_KILL[] = {
    {"cut-text", ACTION_OPERATOR, "cut the selection, or the line", .function = cut, .flags = OPERATOR_PLACES},
    {"copy-text", ACTION_OPERATOR, "copy the selection, or the line", .function = copy, .flags = OPERATOR_NO_REPEAT},
    {"erase", ACTION_OPERATOR, "delete, into no register", .function = erase, .flags = OPERATOR_PLACES},
    {"paste", ACTION_COMMAND, "put what was cut or copied last", .function = paste},
    {"paste-older", ACTION_COMMAND, "instead of what was just pasted, what was cut before", .function = paste_older},
    {0},
};
