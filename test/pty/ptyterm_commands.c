#include "test/pty/ptyterm.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static GString *from_hex(const char *hex)
{
    GString *bytes = g_string_new(NULL);
    for (; g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]); hex += 2)
        g_string_append_c(bytes, (char)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1])));
    return bytes;
}

static json_t *hex_json(const char *bytes, size_t length)
{
    GString *hex = g_string_sized_new(2 * length + 1);
    for (size_t i = 0; i < length; i++)
        g_string_append_printf(hex, "%02x", (unsigned char)bytes[i]);
    json_t *json = json_string(hex->str);
    g_string_free(hex, TRUE);
    return json;
}

static json_t *do_send(Terminal *terminal, const char *argument)
{
    GString *bytes = from_hex(argument);
    g_string_append_len(terminal->typed, bytes->str, (gssize)bytes->len);
    g_string_free(bytes, TRUE);
    terminal_give_input(terminal);
    return json_true();
}

static int left(gint64 until)
{
    return (int)MAX((until - g_get_monotonic_time() + 999) / 1000, 0);
}

static json_t *do_quiet(Terminal *terminal, const char *argument)
{
    gint64 until = g_get_monotonic_time() + atoi(argument) * G_GINT64_CONSTANT(1000);
    while (!terminal_is_quiet(terminal) && !terminal->exited && left(until) > 0)
        terminal_turn(terminal, left(until));
    if (terminal->master >= 0 && terminal->reading)
        terminal_take_output(terminal);
    return json_boolean(terminal_is_quiet(terminal));
}

/* What was typed reached another program, or was thrown away: from here on the program's count is right. */
static json_t *do_level(Terminal *terminal, const char *argument)
{
    terminal->base = terminal->sent - terminal->said_read;
    return json_true();
}

static json_t *do_step(Terminal *terminal, const char *argument)
{
    return json_boolean(terminal_turn(terminal, atoi(argument)));
}

static json_t *do_resize(Terminal *terminal, const char *argument)
{
    int rows, columns;
    if (sscanf(argument, "%d %d", &rows, &columns) != 2 || (rows == terminal->rows && columns == terminal->columns))
        return json_false();
    terminal->rows = rows;
    terminal->columns = columns;
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    terminal_take_sync(terminal); /* what it says from now on is of the new size */
    terminal->said_rows = 0;
    vterm_set_size(terminal->vterm, terminal->rows, terminal->columns);
    return json_boolean(ioctl(terminal->master, TIOCSWINSZ, &size) == 0);
}

/* As if the size had changed and changed back: the program cannot know what is on the screen. */
static json_t *do_redraw(Terminal *terminal, const char *argument)
{
    terminal_take_sync(terminal);
    terminal->said_rows = 0;
    return json_boolean(kill(terminal->pid, SIGWINCH) == 0);
}

static json_t *do_hang_up(Terminal *terminal, const char *argument)
{
    close(terminal->master);
    terminal->master = -1;
    terminal->finished = true;
    return json_true();
}

/* "MOUTHFUL": read so many bytes at a time; 0: read nothing. */
static json_t *do_read(Terminal *terminal, const char *argument)
{
    int mouthful = atoi(argument);
    terminal->reading = mouthful > 0;
    terminal->mouthful = (size_t)MAX(mouthful, 1);
    return json_true();
}

static char *cell_text(const VTermScreenCell *cell)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        g_string_append_unichar(text, cell->chars[i]);
    return g_string_free(text, FALSE);
}

/* The second half of a wide character is no text; what was never written is a blank. */
static json_t *row_text(Terminal *terminal, int row, int column)
{
    g_autoptr(GString) text = g_string_new(NULL);
    VTermScreenCell cell;
    for (; column < terminal->columns; column += MAX(cell.width, 1)) {
        vterm_screen_get_cell(terminal->screen, (VTermPos){row, column}, &cell);
        g_autofree char *one = cell_text(&cell);
        g_string_append(text, *one ? one : " ");
    }
    return json_string(text->str);
}

static json_t *strings_json(const GPtrArray *strings)
{
    json_t *array = json_array();
    for (guint i = 0; i < strings->len; i++) {
        const char *text = g_ptr_array_index(strings, i);
        g_autofree char *valid = g_utf8_make_valid(text, -1);
        json_array_append_new(array, json_string(valid));
    }
    return array;
}

static json_t *do_snapshot(Terminal *terminal, const char *argument)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &cursor);
    terminal->probing = true;
    terminal->brackets = false;
    vterm_keyboard_start_paste(terminal->vterm);
    terminal->probing = false;
    json_t *rows = json_array();
    for (int row = 0; row < terminal->rows; row++)
        json_array_append_new(rows, row_text(terminal, row, 0));
    g_autofree char *title = g_utf8_make_valid(terminal->title->str, (gssize)terminal->title->len);
    return json_pack("{s:o, s:o, s:[ii], s:b, s:i, s:b, s:s, s:s, s:b, s:b, s:i, s:i, s:o, s:o}", "rows", rows, "from_cursor",
                     row_text(terminal, cursor.row, cursor.col), "cursor", cursor.row, cursor.col,
                     "visible", terminal->cursor_visible, "shape", terminal->cursor_shape, "alternate",
                     terminal->alternate, "title", title, "folder", terminal->folder ? terminal->folder : "", "brackets", terminal->brackets, "mouse",
                     terminal->mouse, "keyboard", terminal->keyboards[0] + terminal->keyboards[1], "other_keys",
                     terminal->other_keys, "unknown", strings_json(terminal->unknown), "behind",
                     strings_json(terminal->behind));
}

static json_t *colour_json(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour))
        return json_null();
    if (VTERM_COLOR_IS_INDEXED(colour))
        return json_integer(colour->indexed.idx);
    return json_sprintf("#%02x%02x%02x", colour->rgb.red, colour->rgb.green, colour->rgb.blue);
}

/* "ROW": its characters with their columns, widths and looks. */
static json_t *do_cells(Terminal *terminal, const char *argument)
{
    json_t *cells = json_array();
    VTermScreenCell cell;
    for (int column = 0; column < terminal->columns; column += MAX(cell.width, 1)) {
        vterm_screen_get_cell(terminal->screen, (VTermPos){atoi(argument), column}, &cell);
        g_autofree char *text = cell_text(&cell);
        json_array_append_new(cells, json_pack("{s:s, s:i, s:i, s:o, s:o, s:b, s:b, s:b}", "text", text, "column",
                                               column, "width", cell.width, "fg", colour_json(&cell.fg), "bg",
                                               colour_json(&cell.bg), "bold", cell.attrs.bold, "reverse",
                                               cell.attrs.reverse, "underline", cell.attrs.underline));
    }
    return cells;
}

/* "FROM": what the program wrote from that byte on. */
static json_t *do_output(Terminal *terminal, const char *argument)
{
    size_t from = MIN((size_t)atol(argument), terminal->output->len);
    return hex_json(terminal->output->str + from, terminal->output->len - from);
}

static json_t *do_modes(Terminal *terminal, const char *argument)
{
    struct termios modes;
    if (tcgetattr(terminal->master, &modes) < 0)
        return json_null();
    return json_pack("[iiii]", modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag);
}

static json_t *do_status(Terminal *terminal, const char *argument)
{
    return json_pack("{s:i, s:b, s:i, s:b, s:b, s:I, s:I}", "pid", terminal->pid, "exited", terminal->exited, "status",
                     terminal->status, "stopped", terminal->stopped, "finished", terminal->finished, "written",
                     (json_int_t)terminal->output->len, "untaken", (json_int_t)terminal->typed->len);
}

static const struct {
    const char *name;
    json_t *(*act)(Terminal *terminal, const char *argument);
} COMMANDS[] = {
    {"send", do_send},         /* HEX: as if typed */
    {"quiet", do_quiet},       /* MILLISECONDS: until all of that was taken and nothing more happens by itself */
    {"level", do_level},       /* after another program has read what was typed */
    {"step", do_step},         /* MILLISECONDS: until anything happens */
    {"resize", do_resize},     /* ROWS COLUMNS */
    {"redraw", do_redraw},
    {"hang_up", do_hang_up},   /* the connection is lost */
    {"read", do_read},         /* BYTES a time; 0: none */
    {"snapshot", do_snapshot},
    {"cells", do_cells},       /* ROW */
    {"output", do_output},     /* FROM */
    {"modes", do_modes},       /* of the line discipline */
    {"status", do_status},
};

json_t *terminal_obey(Terminal *terminal, const char *line)
{
    size_t length = strcspn(line, " ");
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
        if (strlen(COMMANDS[i].name) == length && memcmp(COMMANDS[i].name, line, length) == 0)
            return COMMANDS[i].act(terminal, line[length] ? line + length + 1 : line + length);
    }
    return json_sprintf("no such command: %s", line);
}
