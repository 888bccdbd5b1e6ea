/* From keys to modes.  Keys wait on a stack, the next one on top: macros and `.` put theirs on it, so a
 * macro that calls itself needs no recursion, and a failure drops what macros have put there.
 */
#include "edit/line_window.h"
#include "edit/output.h"
#include "edit/panel.h"
#include "edit/search.h"
#include "edit/table.h"
#include "edit/widget.h"

#include <string.h>

typedef struct {
    Key key;
    KeyOrigin origin;
    bool plain; /* it is not mapped */
} QueuedKey;

enum { DEEPEST_RUN = 50, KEYS_A_QUESTION = 256 };

void input_init(Editor *editor)
{
    editor->input.stack = g_array_new(FALSE, FALSE, sizeof(QueuedKey));
    editor->input.waiting = g_array_new(FALSE, FALSE, sizeof(Key));
    editor->input.recorded = g_array_new(FALSE, FALSE, sizeof(Key));
    editor->pending.sequence = g_array_new(FALSE, FALSE, sizeof(Key));
    editor->pending.typed = g_array_new(FALSE, FALSE, sizeof(Key));
    editor->pending.shown = g_string_new(NULL);
    editor->redo.keys = g_array_new(FALSE, FALSE, sizeof(Key));
}

void editor_set_interrupted(Editor *editor, EditorInterrupted interrupted, gpointer self)
{
    editor->input.interrupted = interrupted;
    editor->input.interrupted_self = self;
}

void input_clear(Editor *editor)
{
    g_array_unref(editor->input.stack);
    g_array_unref(editor->input.waiting);
    g_array_unref(editor->input.recorded);
    g_array_unref(editor->pending.sequence);
    g_array_unref(editor->pending.typed);
    g_string_free(editor->pending.shown, TRUE);
    g_array_unref(editor->redo.keys);
}

/* What a terminal sends for keys that are no characters. */
static const struct {
    uint32_t code;
    const char *bytes;
} CONSOLE_KEYS[] = {
    {KEY_UP, "\033[A"},      {KEY_DOWN, "\033[B"},   {KEY_RIGHT, "\033[C"},    {KEY_LEFT, "\033[D"},
    {KEY_HOME, "\033[H"},    {KEY_END, "\033[F"},    {KEY_INSERT, "\033[2~"},  {KEY_DELETE, "\033[3~"},
    {KEY_PAGE_UP, "\033[5~"}, {KEY_PAGE_DOWN, "\033[6~"},
};

static void type_into_console(Editor *editor, Key key)
{
    g_autoptr(GString) text = g_string_new(key.modifiers & MOD_ALT ? "\033" : "");
    const char *bytes = NULL;
    key = key_plain(key);
    for (size_t i = 0; i < G_N_ELEMENTS(CONSOLE_KEYS); i++) {
        if (CONSOLE_KEYS[i].code == key.code)
            bytes = CONSOLE_KEYS[i].bytes;
    }
    key.modifiers &= MOD_CTRL;
    g_autofree char *character = text_of_keys(&key, 1);
    if (bytes || key.code < KEY_NONE)
        g_string_append(text, bytes ? bytes : character);
    editor_request(editor, (Request){.kind = REQUEST_TYPE, .text = text->str});
}

static const Key CONSOLE_PREFIX = {'\\', MOD_CTRL};

/* `<C-\><C-n>` leaves, as in the terminals of Vim; any other key behind `<C-\>` is typed, and it, too. */
static void console_key(Editor *editor, Key key)
{
    bool prefixed = editor->input.console_prefix;
    editor->input.console_prefix = !prefixed && key_equal(key, CONSOLE_PREFIX);
    if (prefixed && key_equal(key, (Key){'n', MOD_CTRL})) {
        editor_leave_console(editor);
        return;
    }
    if (prefixed)
        type_into_console(editor, CONSOLE_PREFIX);
    if (!editor->input.console_prefix)
        type_into_console(editor, key);
}

bool mode_is_typing(Mode mode)
{
    return mode == MODE_INSERT || mode == MODE_REPLACE || mode == MODE_PROMPT || mode == MODE_PICK;
}

bool mode_inserts(Mode mode)
{
    return mode == MODE_INSERT || mode == MODE_REPLACE || mode == MODE_MODELESS;
}

static void dispatch(Editor *editor, Key key)
{
    modeless_settle(editor);
    bool in_output = output_begin_turn(editor);
    switch (editor->mode) {
    case MODE_PROMPT:
        prompt_key(editor, key);
        break;
    case MODE_INSERT:
    case MODE_REPLACE:
        insert_key(editor, key);
        break;
    case MODE_CONSOLE:
        console_key(editor, key);
        break;
    case MODE_PICK:
        if (!modeless_typed(editor, &key))
            picker_key(editor, key);
        break;
    case MODE_MODELESS:
        modeless_key(editor, key);
        break;
    case MODE_ENTRY:
        if (!modeless_typed(editor, &key))
            widget_entry_key(editor, key);
        break;
    case MODE_MENU:
        if (!editor->widget->filtering)
            normal_key(editor, key);
        else if (!modeless_typed(editor, &key))
            widget_filter_key(editor, key);
        break;
    default:
        if (!scratch_key(editor, key))
            normal_key(editor, key);
    }
    if (in_output)
        output_end_turn(editor);
}

void input_push(Editor *editor, Key key, KeyOrigin origin, bool plain)
{
    QueuedKey queued = {key, origin, plain};
    g_array_append_val(editor->input.stack, queued);
}

bool input_take(Editor *editor, unsigned base, Key *key)
{
    GArray *stack = editor->input.stack;
    if (stack->len <= base)
        return false;
    *key = g_array_index(stack, QueuedKey, stack->len - 1).key;
    g_array_set_size(stack, stack->len - 1);
    return true;
}

void input_hand_on(Editor *editor, Key key, KeyOrigin origin)
{
    Input *input = &editor->input;
    input->map_depth = 0;
    input->from_person = origin == FROM_PERSON;
    if (input->from_person && !mode_is_typing(editor->mode) && editor->mode != MODE_MODELESS)
        editor_undo_break(editor);
    bool commanded = editor->modeless.visit == VISIT_COMMAND;
    dispatch(editor, key);
    if (commanded && editor->mode == MODE_NORMAL && !normal_is_begun(editor))
        editor->modeless.visit = AT_HOME;
}

/* What a person has typed stays: only macros and `.` end with a failure. */
static void drop_to(Editor *editor, guint base)
{
    GArray *stack = editor->input.stack;
    guint kept = base;
    for (guint i = base; i < stack->len; i++) {
        QueuedKey queued = g_array_index(stack, QueuedKey, i);
        if (queued.origin == FROM_PERSON)
            g_array_index(stack, QueuedKey, kept++) = queued;
    }
    g_array_set_size(stack, kept);
    editor->input.repeating = false;
    if (editor->modeless.visit == VISIT_KEYS && !editor->input.depth)
        editor->modeless.visit = AT_HOME;
}

/* What keys run by keys may take for one key that a person typed: more is a macro that plays itself and never fails. */
enum { MOST_WORKED = 20 * 1000 * 1000, MOST_WAITING = 4 * 1000 * 1000, MOST_NEW_LINES = 1000 * 1000, LONGEST_LINE = 64 * 1000 * 1000 };
static const gint64 QUESTION_USEC = 20 * 1000;

/* Asked every so many keys, or so often, since one key may do much.  What keys have done until then stays, as one step of undo
 * for each that changed something. */
static bool is_over(Editor *editor)
{
    Input *input = &editor->input;
    bool many = ++input->worked % KEYS_A_QUESTION == 0;
    if (input->worked == 1) {
        input->lines_before = editor_line_count(editor);
        input->asked_at = 0;
    }
    gint64 now = input->worked > 1 ? g_get_monotonic_time() : 0;
    if (!many && now - input->asked_at < QUESTION_USEC)
        return false;
    bool first = input->asked_at == 0;
    input->asked_at = now;
    if (!many && first)
        return false; /* nobody has waited yet */
    bool grown = editor_line_count(editor) > input->lines_before + MOST_NEW_LINES ||
                 editor_line_length(editor, editor->cursor.line) > LONGEST_LINE;
    if (grown || input->worked > MOST_WORKED || input->stack->len > MOST_WAITING) {
        editor_error(editor, "E169: keys run keys without end: given up");
        return true;
    }
    if (!input->interrupted || !input->interrupted(input->interrupted_self))
        return false;
    editor_error(editor, "Interrupted");
    return true;
}

/* Works off the stack down to `base`.  False if a command failed. */
static bool work(Editor *editor, guint base)
{
    Input *input = &editor->input;
    bool all_well = true;
    while (input->stack->len > base) {
        QueuedKey next = g_array_index(input->stack, QueuedKey, input->stack->len - 1);
        g_array_set_size(input->stack, input->stack->len - 1);
        if (next.origin == END_OF_REPEAT) {
            input->repeating = false;
            continue;
        }
        if (next.origin == END_OF_VISIT) {
            editor->modeless.visit = AT_HOME;
            continue;
        }
        input->failed = false;
        bool over = is_over(editor);
        if (!over && next.key.code == KEY_COMMAND)
            mapping_run_command(editor, base);
        else if (!over)
            mapping_key(editor, mapping_meant(editor, next.key), next.origin, next.plain);
        if (input->failed) {
            all_well = false;
            drop_to(editor, base);
        }
    }
    if (base == 0) {
        modeless_settle(editor);
        columns_settle(editor);
    }
    return all_well;
}

/* Any key closes a page (`:help`, `:reg`); those that only say "go on" do nothing else.  Behind a `:` the page stays, so
 * that `:q` closes what is looked at, and not the notebook below (command_line). */
static bool closes_page(Editor *editor, Key key)
{
    bool begins_command = key.code == ':' && !key.modifiers && editor->mode == MODE_NORMAL;
    if (!editor_page(editor, NULL) || begins_command || editor->mode == MODE_PROMPT)
        return false;
    if (search_page_key(editor, key))
        return true;
    editor_close_page(editor);
    return !key.modifiers && (key.code == 27 || key.code == 13 || key.code == ' ' || key.code == 'q');
}

void editor_key(Editor *editor, Key key)
{
    if (key.code == KEY_PASTE || key.code == KEY_NONE)
        return;
    /* A terminal sends the same for <A-x> and for an Escape with an x right behind it; where <A-x> means
     * nothing, it was the latter: quick fingers, or a slow line.  Without modes nobody types Escape to go on typing, and
     * the letter would be typed into the code; only a command of Vim's can be left so. */
    bool may_be_two = editor->mode != MODE_CONSOLE && !modeless_at_home(editor) && !editor_line_window(editor, NULL);
    if (key.modifiers & MOD_ALT && may_be_two && !mapping_begins(editor, key)) {
        editor_key(editor, (Key){27, 0});
        key.modifiers &= (uint8_t)~MOD_ALT;
        editor_key(editor, key);
        return;
    }
    if (closes_page(editor, key) || hint_turns_page(editor, key))
        return;
    editor->pointer.chose = false;
    lookup_note_key(editor);
    Input *input = &editor->input;
    input->worked = 0;
    editor_clear_message(editor); /* it was about what came before */
    if (input->recording)
        g_array_append_val(input->recorded, key);
    input_push(editor, key, FROM_PERSON, false);
    work(editor, 0);
}

void editor_timeout(Editor *editor)
{
    prompt_timeout(editor);
    guint base = editor->input.stack->len;
    if (editor->input.waiting->len)
        mapping_settle(editor);
    work(editor, base);
}

void editor_fail(Editor *editor)
{
    editor->input.failed = true;
    normal_clear_pending(editor);
}

void editor_feed_keys(Editor *editor, const Key *keys, size_t count, bool plain)
{
    while (count--)
        input_push(editor, keys[count], FROM_MACRO, plain);
}

void editor_put_key_back(Editor *editor, Key key)
{
    input_push(editor, key, editor->input.from_person ? FROM_PERSON : FROM_MACRO, editor->input.plain);
}

bool editor_run_keys(Editor *editor, const Key *keys, size_t count, bool plain)
{
    Input *input = &editor->input;
    if (input->depth == DEEPEST_RUN) {
        editor_error(editor, "keys run keys too deeply");
        return false;
    }
    input->depth++;
    bool repeating = input->repeating;
    Visit visit = editor->modeless.visit;
    guint base = input->stack->len;
    if (editor->mode == MODE_MODELESS)
        modeless_visit(editor, VISIT_KEYS);
    editor_feed_keys(editor, keys, count, plain);
    bool all_well = work(editor, base);
    editor_finish_keys(editor);
    editor->modeless.visit = visit;
    modeless_settle(editor);
    input->repeating = repeating;
    input->depth--;
    input->failed = false;
    return all_well;
}

void editor_finish_keys(Editor *editor)
{
    while (editor->input.waiting->len)
        editor_timeout(editor);
    if (editor->mode == MODE_PROMPT)
        prompt_cancel(editor);
    picker_close(editor);
    editor_leave_panel(editor);
    if (editor->mode == MODE_INSERT || editor->mode == MODE_REPLACE)
        insert_leave(editor);
    widget_blur(editor);
    if (editor->input.depth)
        output_leave(editor), table_close(editor); /* where keys of `:normal` went */
    editor->insert.one_command = false;
    guint base = editor->input.stack->len;
    normal_finish(editor);
    work(editor, base); /* what was a mapping to other keys */
    editor_clamp_cursor(editor);
    editor->pending.last_wise = WISE_CHAR;
    if (!editor->input.depth) {
        editor->modeless.visit = AT_HOME;
        modeless_settle(editor);
    }
}

/* --- keys as the text of a register --------------------------------------------------------------- */

/* Keys that are no characters are kept in registers as characters of a private plane. */
enum { PRIVATE_PLANE = 0x100000, PRIVATE_MODIFIERS = 1 << 12 };

GArray *keys_of_text(const char *text, size_t length)
{
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(Key));
    for (size_t at = 0; at < length;) {
        Utf8Char one = utf8_decode(text + at, length - at);
        at += one.length;
        Key key = {one.code, 0};
        if (one.code >= PRIVATE_PLANE && one.code < PRIVATE_PLANE + 8 * PRIVATE_MODIFIERS) {
            key.modifiers = (uint8_t)((one.code - PRIVATE_PLANE) / PRIVATE_MODIFIERS);
            uint32_t low = (one.code - PRIVATE_PLANE) % PRIVATE_MODIFIERS;
            key.code = low >= 0x800 ? KEY_NONE + low - 0x800 : low;
        } else if (one.code < ' ' && one.code != 9 && one.code != 13 && one.code != 27) {
            key = (Key){(uint32_t)g_ascii_tolower((char)(one.code + '@')), MOD_CTRL};
        } else if (one.code == 8) {
            key = (Key){127, 0};
        }
        g_array_append_val(keys, key);
    }
    return keys;
}

char *text_of_keys(const Key *keys, size_t count)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        uint32_t code = keys[i].code;
        bool control = keys[i].modifiers == MOD_CTRL && code >= '@' && code < 127;
        if (control)
            code &= 31;
        else if (keys[i].modifiers || code >= KEY_NONE)
            code = PRIVATE_PLANE + keys[i].modifiers * PRIVATE_MODIFIERS +
                   (code >= KEY_NONE ? code - KEY_NONE + 0x800 : MIN(code, 0x7ffu));
        char bytes[4];
        g_string_append_len(text, bytes, (gssize)utf8_encode(code, bytes));
    }
    return g_string_free(text, FALSE);
}
