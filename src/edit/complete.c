/* <C-n> and <C-p>: words of the notebook that begin like the one before the cursor (`:help i_CTRL-N`).
 * The notebook is read once, when the first of these keys is typed.
 */
#include "edit/editor_private.h"

#include <string.h>

size_t complete_word_start(const Editor *editor)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t at = editor->cursor.byte;
    while (at > 0) {
        size_t before = utf8_previous(line.bytes, line.length, at);
        if (!utf8_is_word(utf8_decode(line.bytes + before, line.length - before).code))
            break;
        at = before;
    }
    return at;
}

static void add_word(GPtrArray *words, GHashTable *seen, const char *bytes, size_t length, const char *prefix)
{
    if (length <= strlen(prefix) || memcmp(bytes, prefix, strlen(prefix)) != 0)
        return;
    char *word = g_strndup(bytes, length);
    if (g_hash_table_contains(seen, word)) {
        g_free(word);
        return;
    }
    g_hash_table_add(seen, word);
    g_ptr_array_add(words, word);
}

static void add_words_of(const Editor *editor, size_t number, const char *prefix, GPtrArray *words, GHashTable *seen)
{
    TextLine line = editor_line(editor, number);
    for (size_t at = 0; at < line.length;) {
        size_t end = at;
        while (end < line.length && utf8_is_word(utf8_decode(line.bytes + end, line.length - end).code))
            end = utf8_next(line.bytes, line.length, end);
        if (end > at)
            add_word(words, seen, line.bytes + at, end - at, prefix);
        at = end > at ? end : utf8_next(line.bytes, line.length, at);
    }
}

/* In the order of <C-n>: from the cursor on and round the notebook; the word itself comes last. */
static void collect(Editor *editor)
{
    Insert *insert = &editor->insert;
    insert->word_start = complete_word_start(editor);
    insert->word_end = editor->cursor.byte;
    const char *bytes = editor_line(editor, editor->cursor.line).bytes;
    g_autofree char *prefix = g_strndup(bytes + insert->word_start, insert->word_end - insert->word_start);
    insert->words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t lines = editor_line_count(editor);
    for (size_t i = 1; i <= lines; i++)
        add_words_of(editor, (editor->cursor.line + i) % lines, prefix, insert->words, seen);
    g_ptr_array_add(insert->words, g_steal_pointer(&prefix));
    insert->word = insert->words->len - 1;
}

void complete_type(Editor *editor, size_t start, size_t end, const char *word)
{
    GString *inserted = editor->insert.text;
    Pos from = {editor->cursor.line, start}, to = {editor->cursor.line, end};
    g_string_truncate(inserted, inserted->len > end - start ? inserted->len - (end - start) : 0);
    g_string_append(inserted, word);
    editor_set_cursor(editor, editor_replace(editor, from, to, word, strlen(word)));
}

static void show_word(Editor *editor)
{
    Insert *insert = &editor->insert;
    complete_type(editor, insert->word_start, insert->word_end, g_ptr_array_index(insert->words, insert->word));
    insert->word_end = editor->cursor.byte;
}

bool complete_goes_on(const Editor *editor)
{
    const Insert *insert = &editor->insert;
    return mode_inserts(editor->mode) && insert->words && editor->cursor.byte == insert->word_end;
}

void complete_end(Editor *editor, bool keep)
{
    Insert *insert = &editor->insert;
    if (insert->words->len == 1 && insert->keys->len) /* nothing was found: repeated, there is nothing to end */
        g_array_set_size(insert->keys, insert->keys->len - 1);
    if (!keep) {
        insert->word = insert->words->len - 1;
        show_word(editor);
    }
    g_clear_pointer(&insert->words, g_ptr_array_unref);
}

static bool step(Editor *editor, bool back)
{
    Insert *insert = &editor->insert;
    bool begins = !insert->words || editor->cursor.byte != insert->word_end;
    if (begins) {
        g_clear_pointer(&insert->words, g_ptr_array_unref);
        collect(editor);
    }
    if (insert->words->len == 1)
        return false;
    guint count = insert->words->len;
    insert->word = (insert->word + (back ? count - 1 : 1)) % count;
    show_word(editor);
    return true;
}

static bool next_word(Editor *editor, const ActionCall *call)
{
    return step(editor, false);
}

static bool previous_word(Editor *editor, const ActionCall *call)
{
    return step(editor, true);
}

/* <C-x> and a key: the ways to complete that there are; other chords do nothing, so that none is taken for a command. */
static bool by_key(Editor *editor, const ActionCall *call)
{
    static const struct {
        Key key;
        const char *action;
    } WAYS[] = {
        {{'o', MOD_CTRL}, "complete"},      {{'u', MOD_CTRL}, "complete"},
        {{'n', MOD_CTRL}, "complete-next"}, {{'p', MOD_CTRL}, "complete-previous"},
    };
    const char *name = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(WAYS); i++)
        name = key_equal(WAYS[i].key, call->argument) ? WAYS[i].action : name;
    GArray *keys = editor->insert.keys; /* `.` repeats the second key alone, or neither */
    guint dropped = MIN(keys->len, name ? 1 : 2);
    g_array_remove_range(keys, keys->len - MIN(keys->len, 2), dropped);
    if (name)
        return ((CommandFunction)action_find(name)->function)(editor, call);
    if (!call->argument.modifiers)
        insert_key(editor, call->argument);
    return true;
}

const Action ACTIONS_COMPLETE[] = {
    {"complete-by-key", ACTION_COMMAND, "complete as the next key says", .takes_key = true, .function = by_key},
    {"complete-next", ACTION_COMMAND, "the next word of the notebook that begins so", .function = next_word, .flags = ACTION_TYPES},
    {"complete-previous", ACTION_COMMAND, "the word before that begins so", .function = previous_word, .flags = ACTION_TYPES},
    {NULL},
};
