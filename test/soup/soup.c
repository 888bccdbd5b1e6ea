/* Random keys into an editor with a screen, with messages of an interpreter, pastes, the mouse and resizes in between:
 *
 *     soup [--keys 20000] [--seed 1] [--show] [--replay FILE]
 *
 * A round is a notebook and ROUND_KEYS keys in one of the keymaps, in a process of its own: so a crash and a leak are those
 * of a round, which `--seed N --keys 1` makes again, and --show tells its keys; --replay types such a file into
 * the notebook of the seed, for whoever makes it smaller.  At its end undo leads to the first text,
 * redo to the last, and after each key the cursor is in the text.  Neither programs nor files are within reach.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edit/editor_private.h"
#include "test/soup/ladle.h"

/* A round ends early when its text has grown to so many lines: what it holds would be the same, only more of it. */
enum { ROUND_KEYS = 2000, MOST_LINES = 1500, MOST_BYTES = 200000, MOST_DIGITS = 2, PATIENCE = 20, ROUND_SECONDS = 300 };

typedef struct {
    GRand *dice;
    Desk *desk;
    bool show;
    int digits, asked;
} Round;

static void require(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "soup: %s\n", what);
    abort();
}

/* --- what must be so --------------------------------------------------------------------------------- */

static size_t text_bytes(const Notebook *notebook)
{
    size_t bytes = 0;
    for (size_t line = 0; line < notebook_line_count(notebook); line++)
        bytes += notebook_line(notebook, line).length;
    return bytes;
}

static char *text_of(const Notebook *notebook)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        const Cell *cell = notebook_cell(notebook, i);
        size_t first = notebook_first_line(notebook, i), last = notebook_last_line(notebook, i);
        g_autoptr(GString) code = notebook_slice(notebook, (Pos){first, 0}, (Pos){last, notebook_line(notebook, last).length});
        g_string_append_printf(text, "%s %u %d\n%s\n%%%%\n", cell_name(cell), cell_config_bits(cell_config(cell)),
                               cell_config(cell)->column, code->str);
    }
    return g_string_free(text, FALSE);
}

/* All that is typed and pasted here is UTF-8: nothing may cut a character. */
static void require_whole_characters(const Notebook *notebook)
{
    for (size_t i = 0; i < notebook_line_count(notebook); i++) {
        TextLine line = notebook_line(notebook, i);
        for (size_t at = 0; at < line.length; at++) { /* a NUL, which can be typed, divides what GLib looks at */
            size_t length = strnlen(line.bytes + at, line.length - at);
            require(g_utf8_validate_len(line.bytes + at, length, NULL), "a character was cut");
            at += length;
        }
    }
}

static void require_cursor_in_text(const Editor *editor)
{
    OutputFocus focus;
    if (editor_output(editor, &focus))
        return; /* the cursor is that of another text */
    Pos cursor = editor_cursor(editor);
    Notebook *notebook = editor_notebook(editor);
    require(cursor.line < notebook_line_count(notebook), "the cursor is in no line");
    TextLine line = notebook_line(notebook, cursor.line);
    require(cursor.byte <= line.length, "the cursor is behind its line");
    require(cursor.byte == line.length || ((unsigned char)line.bytes[cursor.byte] & 0xc0) != 0x80,
            "the cursor is in the middle of a character");
}

static void require_way_back(Editor *editor, const char *first)
{
    editor_finish_keys(editor);
    Notebook *notebook = editor_notebook(editor);
    editor_redo(editor, G_MAXINT);
    g_autofree char *last = text_of(notebook);
    editor_undo(editor, G_MAXINT);
    g_autofree char *begun = text_of(notebook);
    require(strcmp(begun, first) == 0, "undo does not lead to the first text");
    editor_redo(editor, G_MAXINT);
    g_autofree char *ended = text_of(notebook);
    require(strcmp(ended, last) == 0, "redo does not lead to the last text");
}

/* --- a round ------------------------------------------------------------------------------------------- */

static bool chance(Round *self, int of_thousand)
{
    return g_rand_int_range(self->dice, 0, 1000) < of_thousand;
}

/* Nobody has the patience for a macro without end. */
static bool is_interrupted(gpointer self)
{
    return ++((Round *)self)->asked > PATIENCE;
}

static void press(Round *self, Key key)
{
    bool digit = key.code >= '0' && key.code <= '9' && !key.modifiers;
    self->digits = digit ? self->digits + 1 : 0;
    if (self->digits > MOST_DIGITS)
        return; /* nor for 99999999 times */
    if (self->show) {
        g_autofree char *name = key_name(key);
        fprintf(stderr, "%s\tmode %d\n", name, (int)editor_mode(self->desk->editor));
    }
    self->asked = 0;
    uint64_t generation = notebook_generation(editor_notebook(self->desk->editor));
    desk_key(self->desk, key);
    if (notebook_generation(editor_notebook(self->desk->editor)) != generation)
        require_whole_characters(editor_notebook(self->desk->editor));
    require_cursor_in_text(self->desk->editor);
}

static void resize(Round *self)
{
    static const int ROWS[] = {24, 40, 12, 1, 2, 3, 5, 60}, COLUMNS[] = {80, 120, 40, 1, 2, 7, 20, 200};
    self->desk->rows = ROWS[g_rand_int_range(self->dice, 0, G_N_ELEMENTS(ROWS))];
    self->desk->columns = COLUMNS[g_rand_int_range(self->dice, 0, G_N_ELEMENTS(COLUMNS))];
}

static void point(Round *self)
{
    Editor *editor = self->desk->editor;
    Notebook *notebook = editor_notebook(editor);
    Pos pos = {(size_t)g_rand_int_range(self->dice, 0, (gint32)notebook_line_count(notebook)), 0};
    TextLine line = notebook_line(notebook, pos.line);
    pos.byte = utf8_start(line.bytes, line.length, (size_t)g_rand_int_range(self->dice, 0, (gint32)line.length + 1));
    Spot spot;
    int row = g_rand_int_range(self->dice, -1, self->desk->rows + 1), column = g_rand_int_range(self->dice, -1, self->desk->columns + 1);
    int lines = g_rand_int_range(self->dice, -9, 10);
    bool found = chance(self, 500) && view_spot(self->desk->view, row, column, &spot);
    if (chance(self, 700))
        editor_point(editor, (PointHow)g_rand_int_range(self->dice, 0, POINT_PUT + 1), found ? spot.pos : pos);
    else if (!view_scroll_beside(self->desk->view, column, lines))
        editor_scroll(editor, lines);
    require_cursor_in_text(editor);
}

/* What is no key. */
static void meanwhile(Round *self)
{
    uint64_t generation = notebook_generation(editor_notebook(self->desk->editor));
    if (chance(self, 60))
        ladle_message(self->dice, self->desk);
    if (chance(self, 20))
        resize(self);
    if (chance(self, 10))
        point(self);
    if (chance(self, 5))
        desk_paste(self->desk, ladle_text(self->dice));
    if (chance(self, 30))
        editor_timeout(self->desk->editor);
    if (notebook_generation(editor_notebook(self->desk->editor)) != generation)
        require_whole_characters(editor_notebook(self->desk->editor));
    require_cursor_in_text(self->desk->editor);
}

static bool grew_too_large(const Round *self)
{
    const Notebook *notebook = editor_notebook(self->desk->editor);
    return notebook_line_count(notebook) > MOST_LINES || text_bytes(notebook) > MOST_BYTES;
}

/* Keys of --show, one a line. */
static void replay(Round *self, const char *path)
{
    g_autofree char *text = NULL;
    require(g_file_get_contents(path, &text, NULL, NULL), "there is no such file");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autoptr(GArray) keys = keys_parse(*line);
        if (keys->len)
            press(self, g_array_index(keys, Key, 0));
    }
}

static void stir(Round *self)
{
    for (int typed = 0; typed < ROUND_KEYS && !grew_too_large(self);) {
        g_autoptr(GArray) keys = ladle_keys(self->dice, self->desk);
        for (guint i = 0; i < keys->len; i++, typed++)
            press(self, g_array_index(keys, Key, i));
        meanwhile(self);
    }
}

static void play(unsigned seed, bool show, const char *path)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
    g_autoptr(Desk) desk = desk_new(ladle_notebook(dice));
    Round self = {.dice = dice, .desk = desk, .show = show};
    editor_restrict(desk->editor);
    editor_set_interrupted(desk->editor, is_interrupted, &self);
    editor_choose_keymap(desk->editor, KEYMAP_NAMES[seed % 3], NULL);
    g_autofree char *first = text_of(editor_notebook(desk->editor));
    path ? replay(&self, path) : stir(&self);
    require_way_back(desk->editor, first);
}

/* False, and says how to make it again, if the round did not end well. */
static bool play_apart(unsigned seed, bool show, const char *path)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(ROUND_SECONDS);
        play(seed, show, path);
        exit(0); /* where leaks are looked for */
    }
    int status = 0;
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        return true;
    printf("round %u failed (%s %d): soup --seed %u --keys 1 --show\n", seed,
           WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), seed);
    return false;
}

int main(int argc, char **argv)
{
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK); /* a misuse that a library forgives */
    int keys = 20000, seed = 1;
    gboolean show = FALSE;
    g_autofree char *path = NULL;
    GOptionEntry entries[] = {
        {"keys", 0, 0, G_OPTION_ARG_INT, &keys, "how many, rounded up to rounds", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "of the first round; the others count on", "N"},
        {"show", 0, 0, G_OPTION_ARG_NONE, &show, "tell each key", NULL},
        {"replay", 0, 0, G_OPTION_ARG_FILENAME, &path, "keys that --show told, and nothing else", "FILE"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, NULL) || keys < 1)
        return 2;
    int passed = 0, failed = 0;
    for (int done = 0; done < keys; done += ROUND_KEYS)
        play_apart((unsigned)(seed + passed + failed), show, path) ? passed++ : failed++;
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}
