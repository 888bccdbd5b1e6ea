/* ga and g8: what the character under the cursor is; <C-k>: a character that the keyboard lacks. */
#include "edit/editor_private.h"

#include "edit/digraph.h"

/* The code points of the character: a letter, and what is combined with it. */
static bool tell_character(Editor *editor, const ActionCall *call)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t end = utf8_next(line.bytes, line.length, editor->cursor.byte);
    g_autoptr(GString) told = g_string_new(NULL);
    for (size_t at = editor->cursor.byte; at < end;) {
        Utf8Char one = utf8_decode(line.bytes + at, end - at);
        char digraph[3], shown[16];
        if (utf8_substitute(line.bytes + at, one.length, shown))
            g_string_append_printf(told, "<%s>", shown);
        else
            g_string_append_printf(told, "%s<%s%.*s>", at > editor->cursor.byte ? " " : "",
                                   at > editor->cursor.byte ? " " : "", (int)one.length, line.bytes + at);
        g_string_append_printf(told, "  %u,  Hex %0*x,  Oct %o", one.code, one.code > 0xff ? 4 : 2, one.code, one.code);
        if (digraph_of(one.code, digraph))
            g_string_append_printf(told, ", Digr %s", digraph);
        at += one.length;
    }
    editor_tell(editor, false, "%s", told->len ? told->str : "NUL");
    return true;
}

static bool tell_bytes(Editor *editor, const ActionCall *call)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t end = utf8_next(line.bytes, line.length, editor->cursor.byte);
    g_autoptr(GString) told = g_string_new(NULL);
    for (size_t at = editor->cursor.byte; at < end;) {
        Utf8Char one = utf8_decode(line.bytes + at, end - at);
        for (size_t i = 0; i < one.length; i++)
            g_string_append_printf(told, "%02x ", (unsigned char)line.bytes[at + i]);
        at += one.length;
        if (at < end)
            g_string_append(told, "+ ");
    }
    editor_tell(editor, false, "%s", told->len ? told->str : "NUL");
    return true;
}

bool normal_takes_digraph(Pending *pending, const Action *action, Key *key)
{
    bool begins = key->code == 'k' && key->modifiers == MOD_CTRL && action->flags & ACTION_DIGRAPH;
    if (!begins && !pending->digraph)
        return true;
    if (begins || key->modifiers || key->code >= KEY_NONE || pending->digraph == DIGRAPH_BEGUN) {
        pending->digraph = begins ? DIGRAPH_BEGUN : key->modifiers ? 0 : key->code;
        return !pending->digraph;
    }
    *key = (Key){digraph_find(pending->digraph, key->code), 0};
    pending->digraph = 0;
    return true;
}

/* <C-k> in insert mode: the first key waits in `number`, as the digits of <C-v> do. */
static bool insert_digraph(Editor *editor, const ActionCall *call)
{
    GString *first = editor->insert.number;
    Key key = call->argument;
    bool typed = !key.modifiers && key.code >= ' ' && key.code < KEY_NONE;
    if (!typed || first->len) {
        uint32_t code = first->len ? digraph_find((unsigned char)first->str[0], key.code) : 0;
        char bytes[4];
        g_string_truncate(first, 0);
        if (typed)
            insert_character(editor, bytes, utf8_encode(code, bytes));
        return typed;
    }
    if (key.code >= 128)
        return false;
    g_string_append_c(first, (char)key.code);
    editor->insert.waiting = action_find("insert-digraph");
    return true;
}

const Action ACTIONS_TELL[] = {
    {"insert-digraph", ACTION_COMMAND, "insert the character of the next two keys: a: is ä", .takes_key = true,
     .function = insert_digraph},
    {"tell-character", ACTION_COMMAND, "tell the number of the character at the cursor", .function = tell_character,
     .flags = ACTION_KEEP_VISUAL},
    {"tell-bytes", ACTION_COMMAND, "tell the bytes of the character at the cursor", .function = tell_bytes,
     .flags = ACTION_KEEP_VISUAL},
    {NULL},
};
