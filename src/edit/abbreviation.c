#include "edit/abbreviation.h"

#include <string.h>

#include "edit/ex_text.h"

typedef struct {
    char *from;
    GArray *to; /* of Key */
    bool in_insert, at_prompt;
} Abbreviation;

struct Abbreviations {
    GPtrArray *rows; /* of Abbreviation * */
};

static void row_free(gpointer data)
{
    Abbreviation *row = data;
    g_free(row->from);
    g_array_unref(row->to);
    g_free(row);
}

Abbreviations *abbreviations_new(void)
{
    Abbreviations *all = g_new0(Abbreviations, 1);
    all->rows = g_ptr_array_new_with_free_func(row_free);
    return all;
}

void abbreviations_free(Abbreviations *all)
{
    g_ptr_array_unref(all->rows);
    g_free(all);
}

/* --- expanding ------------------------------------------------------------------------------------------ */

static bool is_word_at(const char *bytes, size_t length, size_t at)
{
    return utf8_is_word(utf8_decode(bytes + at, length - at).code);
}

/* Where what may be an abbreviation begins: letters with letters before them, or signs with anything but blanks. */
static size_t word_start(const char *bytes, size_t length, size_t least)
{
    size_t at = utf8_previous(bytes, length, length);
    bool any = !is_word_at(bytes, length, at);
    bool words = at > 0 && is_word_at(bytes, length, utf8_previous(bytes, length, at));
    while (at > least) {
        size_t before = utf8_previous(bytes, length, at);
        if (bytes[before] == ' ' || bytes[before] == '\t' || (!any && words != is_word_at(bytes, length, before)))
            break;
        at = before;
    }
    return MAX(at, least);
}

static bool is_jump_out(Key key)
{
    return key.code == ']' && key.modifiers == MOD_CTRL;
}

/* A key that is no letter of a word, and stands for itself or for leaving. */
static bool ends_word(Key key)
{
    bool one_command = key.code == 'o' && key.modifiers == MOD_CTRL;
    bool typed = !key.modifiers && key.code < KEY_NONE && key.code != 127 && key.code != 8;
    return is_jump_out(key) || one_command || (typed && !utf8_is_word(key.code));
}

static const Abbreviation *find(const Editor *editor, const char *word, size_t length, bool at_prompt)
{
    const GPtrArray *rows = editor->abbreviations->rows;
    for (guint i = 0; i < rows->len; i++) {
        const Abbreviation *row = g_ptr_array_index(rows, i);
        if ((at_prompt ? row->at_prompt : row->in_insert) && strlen(row->from) == length && memcmp(row->from, word, length) == 0)
            return row;
    }
    return NULL;
}

/* In the order of typing: the word is erased, what it stands for comes, and then the key. */
static bool expand(Editor *editor, const char *bytes, size_t length, size_t least, bool at_prompt, Key key)
{
    if (!editor->abbreviations->rows->len || editor->input.plain || !ends_word(key) || length <= least)
        return false;
    size_t start = word_start(bytes, length, least);
    const Abbreviation *row = find(editor, bytes + start, length - start, at_prompt);
    if (!row)
        return false;
    if (!is_jump_out(key))
        editor_feed_keys(editor, &key, 1, true);
    editor_feed_keys(editor, (const Key *)row->to->data, row->to->len, true);
    for (size_t count = utf8_count(bytes + start, length - start); count; count--)
        editor_feed_keys(editor, &(Key){127, 0}, 1, true);
    return true;
}

bool abbreviation_expand(Editor *editor, Key key)
{
    Pos at = editor->cursor, start = editor->insert.start;
    size_t least = at.line == start.line ? start.byte : 0;
    return expand(editor, editor_line(editor, at.line).bytes, at.byte, least, false, key);
}

bool abbreviation_expand_at_prompt(Editor *editor, const char *text, size_t length, Key key)
{
    size_t least = strspn(text, " \t");
    if (text[least] == '\'' && length >= least + 5 && text[least + 2] == ',' && text[least + 3] == '\'')
        least += 5; /* '<,'> is no part of a word */
    return expand(editor, text, length, least, true, key);
}

/* --- commands ------------------------------------------------------------------------------------------- */

/* `:iab` is for insert mode, `:cab` for the prompt, `:ab` for both. */
static void modes_of(const ExCall *call, bool *in_insert, bool *at_prompt)
{
    char letter = call->command->name[0];
    *in_insert = letter != 'c';
    *at_prompt = letter != 'i';
}

static void forget(Editor *editor, const char *from, bool in_insert, bool at_prompt, bool *any)
{
    GPtrArray *rows = editor->abbreviations->rows;
    for (guint i = rows->len; i-- > 0;) {
        Abbreviation *row = g_ptr_array_index(rows, i);
        if (from && strcmp(row->from, from) != 0)
            continue;
        *any |= (row->in_insert && in_insert) || (row->at_prompt && at_prompt);
        row->in_insert &= !in_insert;
        row->at_prompt &= !at_prompt;
        if (!row->in_insert && !row->at_prompt)
            g_ptr_array_remove_index(rows, i);
    }
}

static bool list(Editor *editor, const char *prefix, bool in_insert, bool at_prompt)
{
    GString *page = g_string_new(NULL);
    const GPtrArray *rows = editor->abbreviations->rows;
    for (guint i = 0; i < rows->len; i++) {
        const Abbreviation *row = g_ptr_array_index(rows, i);
        if (!g_str_has_prefix(row->from, prefix) || !((row->in_insert && in_insert) || (row->at_prompt && at_prompt)))
            continue;
        g_autofree char *to = text_of_keys((const Key *)row->to->data, row->to->len);
        g_string_append_printf(page, "%c  %-14s %s\n", row->in_insert && row->at_prompt ? '!' : row->in_insert ? 'i' : 'c',
                               row->from, to);
    }
    if (page->len) {
        ex_show_page(editor, "abbreviations", page);
    } else {
        g_string_free(page, TRUE);
        editor_tell(editor, false, "No abbreviation found");
    }
    return true;
}

/* All signs, or a word, or signs before a last letter: anything else could never be told from what is before it. */
static bool can_be_word(const char *from)
{
    size_t length = strlen(from), last = utf8_previous(from, length, length);
    if (!is_word_at(from, length, last) || last == 0)
        return true;
    bool words = is_word_at(from, length, utf8_previous(from, length, last));
    for (size_t at = 0; at < last; at = utf8_next(from, length, at)) {
        if (is_word_at(from, length, at) != words)
            return false;
    }
    return true;
}

bool ex_abbreviate(Editor *editor, ExCall *call)
{
    bool in_insert, at_prompt, any = false;
    modes_of(call, &in_insert, &at_prompt);
    size_t length = strcspn(call->argument, " \t");
    g_autofree char *from = g_strndup(call->argument, length);
    const char *to = call->argument + length + strspn(call->argument + length, " \t");
    if (!*to)
        return list(editor, from, in_insert, at_prompt);
    if (!can_be_word(from)) {
        editor_error(editor, "E474: Invalid argument: %s", from);
        return false;
    }
    GArray *keys = keys_parse(to);
    if (!keys) {
        editor_error(editor, "E474: Invalid argument: %s", to);
        return false;
    }
    forget(editor, from, in_insert, at_prompt, &any);
    Abbreviation *row = g_new0(Abbreviation, 1);
    *row = (Abbreviation){g_steal_pointer(&from), keys, in_insert, at_prompt};
    g_ptr_array_add(editor->abbreviations->rows, row);
    return true;
}

/* The abbreviation that stands for a text; the caller frees it, NULL if there is none. */
static char *word_for(const Editor *editor, const char *text)
{
    const GPtrArray *rows = editor->abbreviations->rows;
    for (guint i = 0; i < rows->len; i++) {
        const Abbreviation *row = g_ptr_array_index(rows, i);
        g_autofree char *to = text_of_keys((const Key *)row->to->data, row->to->len);
        if (strcmp(to, text) == 0)
            return g_strdup(row->from);
    }
    return NULL;
}

bool ex_unabbreviate(Editor *editor, ExCall *call)
{
    bool in_insert, at_prompt, any = false;
    modes_of(call, &in_insert, &at_prompt);
    forget(editor, call->argument, in_insert, at_prompt, &any);
    g_autofree char *from = any ? NULL : word_for(editor, call->argument);
    if (from) /* while it is typed, an abbreviation becomes what it stands for */
        forget(editor, from, in_insert, at_prompt, &any);
    if (!any)
        editor_error(editor, "E24: No such abbreviation");
    return any;
}

bool ex_abbreviations_clear(Editor *editor, ExCall *call)
{
    bool in_insert, at_prompt, any = false;
    modes_of(call, &in_insert, &at_prompt);
    forget(editor, NULL, in_insert, at_prompt, &any);
    return true;
}
