/* Going to a place in sight by two letters that stand there, and by its label if they stand at several.
 *
 * The action takes up to three keys, which letters_take() gets from whoever waits for the key of an action.  `.` types but the
 * letters again and asks nothing: what had which label then says nothing of where the cursor is now. */
#include "edit/letters.h"
#include "edit/output.h"

#include <string.h>

const char EDITOR_LABELS[] = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM";

struct Letters {
    GArray *places; /* of Pos: where the letters stand in sight, the nearest first... */
    uint64_t generation; /* ...in this one of the notebook */
    char text[9]; /* the letters; "": none were typed */
    Pos to;
    bool found; /* `to` is where the motion leads */
};

static Letters *letters_of(Editor *editor)
{
    if (!editor->letters) {
        editor->letters = g_new0(Letters, 1);
        editor->letters->places = g_array_new(FALSE, FALSE, sizeof(Pos));
    }
    return editor->letters;
}

void letters_free(Letters *letters)
{
    g_array_unref(letters->places);
    g_free(letters);
}

/* --- where they stand --------------------------------------------------------------------------------- */

static bool ignores_case(const Editor *editor)
{
    const EditorOptions *options = &editor->options;
    const uint32_t *typed = editor->pending.letters;
    bool capital = g_unichar_isupper(typed[0]) || g_unichar_isupper(typed[1]);
    if (!editor_has_modes(editor)) /* as what is looked for there */
        return !capital;
    return options->ignorecase && !(options->smartcase && capital);
}

static bool is_letter(TextLine text, size_t at, uint32_t letter, bool any_case)
{
    if (at >= text.length)
        return false;
    uint32_t code = utf8_decode(text.bytes + at, text.length - at).code;
    return code == letter || (any_case && g_unichar_tolower(code) == g_unichar_tolower(letter));
}

static size_t behind(TextLine text, size_t at)
{
    return utf8_next(text.bytes, text.length, utf8_next(text.bytes, text.length, at));
}

/* The first place of the line in [*at, end). */
static bool find_in_line(const Editor *editor, size_t line, size_t *at, size_t end)
{
    TextLine text = editor_line(editor, line);
    const uint32_t *typed = editor->pending.letters;
    bool any_case = ignores_case(editor);
    end = MIN(end, text.length);
    const char *bytes = editor->letters->text;
    if (!any_case && *at < end && !memmem(text.bytes + *at, text.length - *at, bytes, strlen(bytes)))
        return false;
    for (; *at < end; *at = utf8_next(text.bytes, text.length, *at)) {
        size_t second = utf8_next(text.bytes, text.length, *at);
        if (is_letter(text, *at, typed[0], any_case) && is_letter(text, second, typed[1], any_case))
            return true;
    }
    return false;
}

static void add_places(size_t line, size_t start, size_t end, gpointer data)
{
    Editor *editor = data;
    for (size_t at = start; find_in_line(editor, line, &at, end); at = behind(editor_line(editor, line), at)) {
        Pos pos = {line, at};
        if (pos_compare(pos, editor->cursor) != 0)
            g_array_append_val(editor->letters->places, pos);
    }
}

static size_t apart(size_t a, size_t b)
{
    return a < b ? b - a : a - b;
}

/* By lines from the cursor, what is below it before what is as far above; in its own line by bytes. */
static gint compare_places(gconstpointer a, gconstpointer b, gpointer data)
{
    const Pos *one = a, *two = b, *cursor = data;
    size_t lines = apart(one->line, cursor->line), others = apart(two->line, cursor->line);
    if (lines != others)
        return lines < others ? -1 : 1;
    if (one->line != two->line)
        return one->line > two->line ? -1 : 1;
    size_t bytes = lines ? one->byte : apart(one->byte, cursor->byte);
    size_t other = lines ? two->byte : apart(two->byte, cursor->byte);
    return bytes != other ? (bytes < other ? -1 : 1) : pos_compare(*two, *one);
}

static void find_in_sight(Editor *editor)
{
    GArray *places = editor->letters->places;
    g_array_set_size(places, 0);
    editor->letters->generation = notebook_generation(editor->notebook);
    if (editor->view.code_in_sight) {
        editor->view.code_in_sight(editor->view.self, add_places, editor);
    } else {
        size_t line, last;
        editor_visible_lines(editor, &line, &last);
        for (; line <= last; line++)
            add_places(line, 0, SIZE_MAX, editor);
    }
    g_array_sort_with_data(places, compare_places, &editor->cursor);
}

/* In the direction in which the command led that `.` repeats, in sight or not. */
static bool find_further(Editor *editor, bool back, Pos *to)
{
    Pos from = editor->cursor;
    for (size_t line = from.line; line < editor_line_count(editor); line += back ? SIZE_MAX : 1) { /* below 0 it ends, too */
        TextLine text = editor_line(editor, line);
        bool own = line == from.line, found = false;
        size_t end = own && back ? from.byte : SIZE_MAX;
        size_t at = own && !back ? utf8_next(text.bytes, text.length, from.byte) : 0;
        for (; find_in_line(editor, line, &at, end); at = behind(text, at)) {
            *to = (Pos){line, at};
            found = true;
            if (!back)
                return true;
        }
        if (found)
            return true;
    }
    return false;
}

/* --- keys --------------------------------------------------------------------------------------------- */

static bool is_text(Key key)
{
    return !key.modifiers && key.code >= ' ' && key.code < KEY_NONE && key.code != 127;
}

/* Labels are painted over the code of a notebook alone. */
static bool has_labels(const Editor *editor)
{
    return !output_has_keys(editor) && !editor->is_line_window;
}

static bool jump(Editor *editor, const ActionCall *call, Motion *motion)
{
    Letters *letters = letters_of(editor);
    if (!has_labels(editor))
        editor_error(editor, "only code in the notebook has labels");
    else if (!*letters->text)
        editor_error(editor, "its letters are to be typed behind its keys");
    else if (!letters->found)
        editor_error(editor, "%s: there is no further place, or none with that label", letters->text);
    bool found = letters->found && has_labels(editor);
    motion->to = found ? letters->to : motion->to;
    editor->pending.backward = pos_compare(motion->to, motion->from) < 0;
    *letters->text = '\0';
    letters->found = false; /* from its keys to here alone */
    return found;
}

/* Another program may have changed the file since the labels were painted. */
static bool are_places(const Editor *editor)
{
    return editor->letters->generation == notebook_generation(editor->notebook);
}

static LettersStep second_letter(Editor *editor, uint32_t code)
{
    Letters *letters = letters_of(editor);
    editor->pending.letters[1] = code;
    size_t length = utf8_encode(editor->pending.letters[0], letters->text);
    length += utf8_encode(code, letters->text + length);
    letters->text[length] = '\0';
    letters->found = false;
    if (editor->input.repeating) {
        letters->found = find_further(editor, editor->redo.backward, &letters->to);
        return LETTERS_DONE;
    }
    find_in_sight(editor);
    /* What a macro types does not depend on how many places there are when it is played. */
    bool asks = editor->input.recording || !editor->input.from_person;
    if (letters->places->len > 1 || (letters->places->len && asks))
        return LETTERS_MORE;
    letters->found = letters->places->len == 1;
    letters->to = letters->found ? g_array_index(letters->places, Pos, 0) : editor->cursor;
    return LETTERS_DONE;
}

/* Another key than a label ends a macro, which meant something else. */
static LettersStep label(Editor *editor, Key key)
{
    Letters *letters = editor->letters;
    const char *at = is_text(key) && key.code < 128 ? strchr(EDITOR_LABELS, (int)key.code) : NULL;
    size_t number = at ? (size_t)(at - EDITOR_LABELS) : letters->places->len;
    letters->found = number < letters->places->len && are_places(editor);
    if (letters->found)
        letters->to = g_array_index(letters->places, Pos, number);
    return letters->found || !are_places(editor) || !editor->input.from_person ? LETTERS_DONE : LETTERS_GIVEN_UP;
}

LettersStep letters_take(Editor *editor, const Action *action, Key key)
{
    uint32_t *typed = editor->pending.letters;
    if (action->function != (gpointer)jump || !has_labels(editor))
        return LETTERS_DONE;
    if (typed[1])
        return label(editor, key);
    if (!is_text(key))
        return LETTERS_GIVEN_UP;
    if (typed[0])
        return second_letter(editor, key.code);
    typed[0] = key.code;
    return LETTERS_MORE;
}

void editor_each_label(const Editor *editor, LabelFunc func, gpointer data)
{
    const Action *waiting = editor->pending.waiting;
    if (!waiting || waiting->function != (gpointer)jump || !editor->pending.letters[1] || !are_places(editor))
        return;
    const GArray *places = editor->letters->places;
    for (guint i = 0; i < places->len && EDITOR_LABELS[i]; i++) {
        Pos pos = g_array_index(places, Pos, i);
        func(pos, behind(editor_line(editor, pos.line), pos.byte), EDITOR_LABELS[i], data);
    }
}

const Action ACTIONS_LETTERS[] = {
    {"jump-to-letters", ACTION_MOTION, "to two letters in sight, by the label behind them", .takes_key = true,
     .function = jump, .flags = MOTION_JUMP | MOTION_BIG},
    {NULL},
};
