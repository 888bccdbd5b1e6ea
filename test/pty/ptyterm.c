/* A terminal for tests: runs a program on a pseudo-terminal, shows what it draws, types what it is told.
 *
 *     ptyterm [--silent] [--synchronised] [--kitty] [--keyboard] [--clusters] [--wide] [--sixel] [--naive] [--named NAME] [--background rgb:R/G/B] [--cell WIDTHxHEIGHT] [--size ROWSxCOLUMNS]
 *             PROGRAM [ARGUMENTS...]
 *
 * libvterm keeps the screen and answers the program's questions as a terminal does; `--silent` is a terminal
 * that never answers, `--synchronised` one that knows mode 2026, `--kitty` and `--sixel` know such pictures, `--keyboard` kitty's keys, `--clusters` mode 2027, `--wide` says that signs take two columns,
 * `--naive` shows commands for kitty as text, `--named` tells its name, `--background` that colour, `--cell` how many pixels a glyph has.  The program finds in TARN_SYNC_FD a pipe on
 * which it says "READ ROWS COLUMNS" whenever nothing more will happen by itself: bytes read, size of the picture.
 *
 * Commands come as lines on standard input, each is answered by one line of JSON.  The last rows of this file
 * list them.  At the end of input the program is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib.h>
#include <jansson.h>
#include <vterm.h>

enum { TITLES = 16, READ_SIZE = 65536 };

typedef struct {
    /* options */
    bool silent, synchronised, clusters, wide, kitty, keyboard, sixel, naive;
    const char *name, *background;
    int rows, columns, cell_width, cell_height;

    /* the program */
    pid_t pid;
    int master; /* -1: hung up */
    int sync;   /* -1: the program has closed it */
    int children; /* signalfd of SIGCHLD */
    int status;
    bool exited, stopped, finished; /* finished: nobody holds the other end any more */

    /* the screen */
    VTerm *vterm;
    VTermScreen *screen;
    bool cursor_visible, alternate;
    int cursor_shape;
    GString *title;
    char *folder; /* where a new window would begin (OSC 7), or NULL */
    GPtrArray *behind; /* rows that left the screen at its top, of char * */
    GPtrArray *titles;  /* pushed by CSI 22 t, of char * */
    GString *begun; /* of a character, not shown yet */
    GString *output;    /* all that the program wrote */
    GPtrArray *unknown; /* of what libvterm does not know, of char * */
    bool probing, brackets;
    bool mouse; /* the program wants to be told of it */
    int keyboards[2]; /* of the screen, and the alternate one: how often kitty's keys were begun */
    int other_keys;   /* xterm's modifyOtherKeys */

    /* typing */
    GString *typed;    /* not yet taken by the pseudo-terminal */
    uint64_t sent;     /* bytes it took */
    GString *said;     /* an unfinished line of the sync pipe */
    uint64_t base;     /* what was sent but never reached the program's count */
    uint64_t said_read;
    int said_rows, said_columns;
    bool reading;      /* false: the terminal is stuck */
    size_t mouthful;   /* bytes a read */
} Terminal;

/* --- what libvterm tells ------------------------------------------------------------------------------- */

static void answer(const char *bytes, size_t length, void *user)
{
    Terminal *terminal = user;
    if (terminal->probing) {
        terminal->brackets = true;
        return;
    }
    if (terminal->silent)
        return;
    g_string_append_len(terminal->typed, bytes, (gssize)length);
    if (terminal->synchronised) /* libvterm is not */
        g_string_replace(terminal->typed, "\033[?2026;0$y", "\033[?2026;2$y", 1);
    if (terminal->clusters)
        g_string_replace(terminal->typed, "\033[?2027;0$y", "\033[?2027;2$y", 1);
    if (terminal->wide)
        g_string_replace(terminal->typed, "\033[2;5R", "\033[2;9R", 1);
    if (terminal->sixel)
        g_string_replace(terminal->typed, "\033[?1;2c", "\033[?62;1;4c", 1);
}

static int set_property(VTermProp property, VTermValue *value, void *user)
{
    Terminal *terminal = user;
    switch (property) {
    case VTERM_PROP_CURSORVISIBLE: terminal->cursor_visible = value->boolean; break;
    case VTERM_PROP_ALTSCREEN: terminal->alternate = value->boolean; break;
    case VTERM_PROP_CURSORSHAPE: terminal->cursor_shape = value->number; break;
    case VTERM_PROP_MOUSE: terminal->mouse = value->number != VTERM_PROP_MOUSE_NONE; break;
    case VTERM_PROP_TITLE: g_string_assign(terminal->title, value->string); break;
    default: break;
    }
    return 1;
}

static int keep_row(int count, const VTermScreenCell *cells, void *user)
{
    Terminal *terminal = user;
    GString *text = g_string_new(NULL);
    for (int i = 0; i < count; i += MAX(cells[i].width, 1))
        g_string_append_unichar(text, cells[i].chars[0] ? cells[i].chars[0] : ' ');
    g_ptr_array_add(terminal->behind, g_strchomp(g_string_free(text, FALSE)));
    return 1;
}

static void note_unknown(Terminal *terminal, char *sequence)
{
    g_ptr_array_add(terminal->unknown, sequence);
}

static int unknown_control(unsigned char control, void *user)
{
    note_unknown(user, g_strdup_printf("control %02x", control));
    return 1;
}

G_GNUC_PRINTF(2, 3) static void say(Terminal *terminal, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!terminal->silent)
        g_string_append_vprintf(terminal->typed, format, arguments);
    va_end(arguments);
}

/* Questions about pictures, which xterm knows and libvterm does not.  Whether it was one. */
static bool answer_question(Terminal *terminal, const char *leader, long first, char command)
{
    if (command == 'q' && g_strcmp0(leader, ">") == 0) {
        if (terminal->name)
            say(terminal, "\033P>|%s\033\\", terminal->name);
        return true;
    }
    if (command == 'u' && g_strcmp0(leader, "?") == 0) {
        if (terminal->keyboard)
            say(terminal, "\033[?%du", terminal->keyboards[terminal->alternate] > 0);
        return true;
    }
    if (command == 't' && first == 16) {
        if (terminal->cell_width)
            say(terminal, "\033[6;%d;%dt", terminal->cell_height, terminal->cell_width);
        return true;
    }
    if (command == 'S' && g_strcmp0(leader, "?") == 0) {
        if (terminal->sixel)
            say(terminal, "\033[?1;0;256S");
        return true;
    }
    return false;
}

/* How keys are to be told: kitty's stack, of which each screen has one, and xterm's resource 4.  Whether it was that. */
static bool choose_keys(Terminal *terminal, const char *leader, long first, long second, char command)
{
    int *keyboard = &terminal->keyboards[terminal->alternate];
    if (command == 'm' && g_strcmp0(leader, ">") == 0 && first == 4) {
        terminal->other_keys = (int)MAX(second, 0);
        return true;
    }
    if (command != 'u' || g_strcmp0(leader, ">") != 0 || !terminal->keyboard)
        return false;
    ++*keyboard;
    return true;
}

/* What libvterm 0.1.4 passes over in silence: the end of kitty's keys, and their beginning where they may have begun. */
static void show(Terminal *terminal, const char *bytes, size_t length)
{
    static const char END[] = "\033[<u", AGAIN[] = "\033[=1;1u";
    const char *stop = bytes + length, *end = memmem(bytes, length, END, strlen(END));
    const char *again = memmem(bytes, length, AGAIN, strlen(AGAIN)), *first = end && (!again || end < again) ? end : again;
    vterm_input_write(terminal->vterm, bytes, first ? (size_t)(first - bytes) : length);
    if (!first)
        return;
    int *keyboard = &terminal->keyboards[terminal->alternate];
    *keyboard = first == end ? MAX(*keyboard - 1, 0) : MAX(*keyboard, 1);
    first += first == end ? strlen(END) : strlen(AGAIN);
    show(terminal, first, (size_t)(stop - first));
}

/* CSI 22 t and 23 t: the stack of titles, which xterm has and libvterm has not. */
static int unknown_csi(const char *leader, const long arguments[], int count, const char *intermediate, char command,
                       void *user)
{
    Terminal *terminal = user;
    long first = count > 0 ? CSI_ARG_OR(arguments[0], 0) : 0, second = count > 1 ? CSI_ARG_OR(arguments[1], 0) : 0;
    if (answer_question(terminal, leader, first, command) || choose_keys(terminal, leader, first, second, command))
        return 1;
    if (command == 't' && count > 0 && CSI_ARG(arguments[0]) == 22) {
        g_ptr_array_add(terminal->titles, g_strdup(terminal->title->str));
    } else if (command == 't' && count > 0 && CSI_ARG(arguments[0]) == 23) {
        if (terminal->titles->len > 0) {
            g_string_assign(terminal->title, g_ptr_array_index(terminal->titles, terminal->titles->len - 1));
            g_ptr_array_set_size(terminal->titles, (gint)terminal->titles->len - 1);
        }
    } else {
        GString *text = g_string_new("CSI ");
        g_string_append(text, leader ? leader : "");
        for (int i = 0; i < count; i++)
            g_string_append_printf(text, "%s%ld", i ? ";" : "", CSI_ARG(arguments[i]));
        g_string_append_printf(text, "%s%c", intermediate ? intermediate : "", command);
        note_unknown(terminal, g_string_free(text, FALSE));
    }
    return 1;
}

static int unknown_osc(const char *command, size_t length, void *user)
{
    static const char BACKGROUND[] = "11;?";
    Terminal *terminal = user;
    if (length == strlen(BACKGROUND) && memcmp(command, BACKGROUND, length) == 0) {
        if (terminal->background)
            say(terminal, "\033]11;%s\a", terminal->background);
        return 1;
    }
    if (length > 2 && memcmp(command, "7;", 2) == 0) {
        g_free(terminal->folder);
        terminal->folder = g_strndup(command + 2, length - 2);
        return 1;
    }
    note_unknown(user, g_strdup_printf("OSC %.*s", (int)length, command));
    return 1;
}

static int unknown_dcs(const char *command, size_t length, void *user)
{
    note_unknown(user, g_strdup_printf("DCS %.*s", (int)length, command));
    return 1;
}

/* --- moving bytes ---------------------------------------------------------------------------------------- */

/* How many bytes at the end begin a character that is not whole yet. */
static size_t begun_character(const char *bytes, size_t length)
{
    for (size_t back = 1; back <= MIN(length, 3); back++) {
        unsigned char byte = (unsigned char)bytes[length - back];
        if (byte >= 0xc0)
            return back < (byte >= 0xf0 ? 4u : byte >= 0xe0 ? 3u : 2u) ? back : 0;
        if (byte < 0x80)
            return 0;
    }
    return 0;
}

/* Takes the commands out that are for kitty (APC), which libvterm 0.1.4 takes for text, and answers its question.  Returns
 * how many bytes are there before one that is not whole yet. */
static size_t take_commands(Terminal *terminal, GString *bytes)
{
    char *from;
    while (!terminal->naive && (from = memmem(bytes->str, bytes->len, "\033_", 2))) {
        size_t at = (size_t)(from - bytes->str);
        const char *end = memmem(from, bytes->len - at, "\033\\", 2);
        if (!end)
            return at;
        if (terminal->kitty && g_str_has_prefix(from, "\033_Gi=31,"))
            say(terminal, "\033_Gi=31;OK\033\\");
        g_string_erase(bytes, (gssize)at, end + 2 - from);
    }
    return bytes->len > 0 && bytes->str[bytes->len - 1] == '\033' ? bytes->len - 1 : bytes->len;
}

/* libvterm 0.1.4 makes rubbish of a character that comes in two pieces. */
static void feed(Terminal *terminal, const char *bytes, size_t length)
{
    g_string_append_len(terminal->begun, bytes, (gssize)length);
    size_t whole = take_commands(terminal, terminal->begun);
    if (whole == terminal->begun->len)
        whole -= begun_character(terminal->begun->str, terminal->begun->len);
    show(terminal, terminal->begun->str, whole);
    g_string_erase(terminal->begun, 0, (gssize)whole);
}

static void take_output(Terminal *terminal)
{
    static char buffer[READ_SIZE];
    for (;;) {
        ssize_t got = read(terminal->master, buffer, MIN(terminal->mouthful, sizeof buffer));
        if (got <= 0) {
            terminal->finished |= got == 0 || (got < 0 && errno == EIO);
            return;
        }
        g_string_append_len(terminal->output, buffer, got);
        feed(terminal, buffer, (size_t)got);
    }
}

static void give_input(Terminal *terminal)
{
    ssize_t written = write(terminal->master, terminal->typed->str, terminal->typed->len);
    if (written > 0) {
        terminal->sent += (uint64_t)written;
        g_string_erase(terminal->typed, 0, written);
    }
}

static void take_sync(Terminal *terminal)
{
    char buffer[256];
    ssize_t got = read(terminal->sync, buffer, sizeof buffer);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        close(terminal->sync);
        terminal->sync = -1;
    }
    for (ssize_t i = 0; i < got; i++) {
        g_string_append_c(terminal->said, buffer[i]);
        if (buffer[i] != '\n')
            continue;
        unsigned long long count;
        if (sscanf(terminal->said->str, "%llu %d %d", &count, &terminal->said_rows, &terminal->said_columns) == 3)
            terminal->said_read = count;
        g_string_truncate(terminal->said, 0);
    }
}

static void take_children(Terminal *terminal)
{
    struct signalfd_siginfo info;
    while (read(terminal->children, &info, sizeof info) == sizeof info)
        ;
    int status;
    while (!terminal->exited && waitpid(terminal->pid, &status, WNOHANG | WUNTRACED | WCONTINUED) > 0) {
        terminal->stopped = WIFSTOPPED(status);
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            terminal->exited = true;
            terminal->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
}

/* Waits until something happens, and takes it; false if nothing does in time. */
static bool turn(Terminal *terminal, int milliseconds)
{
    short wanted = (short)((terminal->reading ? POLLIN : 0) | (terminal->typed->len > 0 ? POLLOUT : 0));
    struct pollfd sources[] = {
        {terminal->finished || !wanted ? -1 : terminal->master, wanted, 0},
        {terminal->sync, POLLIN, 0},
        {terminal->children, POLLIN, 0},
    };
    if (poll(sources, G_N_ELEMENTS(sources), milliseconds) <= 0)
        return false;
    /* The pipe first: what was written to the terminal before is then there to be read. */
    if (sources[1].revents)
        take_sync(terminal);
    if (sources[2].revents)
        take_children(terminal);
    if (terminal->master >= 0 && terminal->reading)
        take_output(terminal);
    if (sources[0].revents & POLLOUT)
        give_input(terminal);
    return true;
}

static int left(gint64 until)
{
    return (int)MAX((until - g_get_monotonic_time() + 999) / 1000, 0);
}

static bool is_quiet(const Terminal *terminal)
{
    return terminal->typed->len == 0 && terminal->said_read >= terminal->sent - terminal->base &&
           terminal->said_rows == terminal->rows && terminal->said_columns == terminal->columns;
}

/* --- commands -------------------------------------------------------------------------------------------- */

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
    give_input(terminal);
    return json_true();
}

static json_t *do_quiet(Terminal *terminal, const char *argument)
{
    gint64 until = g_get_monotonic_time() + atoi(argument) * G_GINT64_CONSTANT(1000);
    while (!is_quiet(terminal) && !terminal->exited && left(until) > 0)
        turn(terminal, left(until));
    if (terminal->master >= 0 && terminal->reading)
        take_output(terminal);
    return json_boolean(is_quiet(terminal));
}

/* What was typed reached another program, or was thrown away: from here on the program's count is right. */
static json_t *do_level(Terminal *terminal, const char *argument)
{
    terminal->base = terminal->sent - terminal->said_read;
    return json_true();
}

static json_t *do_step(Terminal *terminal, const char *argument)
{
    return json_boolean(turn(terminal, atoi(argument)));
}

static json_t *do_resize(Terminal *terminal, const char *argument)
{
    int rows, columns;
    if (sscanf(argument, "%d %d", &rows, &columns) != 2 || (rows == terminal->rows && columns == terminal->columns))
        return json_false();
    terminal->rows = rows;
    terminal->columns = columns;
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    take_sync(terminal); /* what it says from now on is of the new size */
    terminal->said_rows = 0;
    vterm_set_size(terminal->vterm, terminal->rows, terminal->columns);
    return json_boolean(ioctl(terminal->master, TIOCSWINSZ, &size) == 0);
}

/* As if the size had changed and changed back: the program cannot know what is on the screen. */
static json_t *do_redraw(Terminal *terminal, const char *argument)
{
    take_sync(terminal);
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

static json_t *obey(Terminal *terminal, const char *line)
{
    size_t length = strcspn(line, " ");
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
        if (strlen(COMMANDS[i].name) == length && memcmp(COMMANDS[i].name, line, length) == 0)
            return COMMANDS[i].act(terminal, line[length] ? line + length + 1 : line + length);
    }
    return json_sprintf("no such command: %s", line);
}

/* --- beginning ------------------------------------------------------------------------------------------- */

static void start_screen(Terminal *terminal)
{
    static const VTermScreenCallbacks CALLBACKS = {.settermprop = set_property, .sb_pushline = keep_row};
    static const VTermParserCallbacks FALLBACKS = {
        .control = unknown_control, .csi = unknown_csi, .osc = unknown_osc, .dcs = unknown_dcs};
    terminal->vterm = vterm_new(terminal->rows, terminal->columns);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, answer, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_set_callbacks(terminal->screen, &CALLBACKS, terminal);
    vterm_screen_set_unrecognised_fallbacks(terminal->screen, &FALLBACKS, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    terminal->title = g_string_new(NULL);
    terminal->behind = g_ptr_array_new_with_free_func(g_free);
    terminal->titles = g_ptr_array_new_with_free_func(g_free);
    terminal->unknown = g_ptr_array_new_with_free_func(g_free);
    terminal->begun = g_string_new(NULL);
    terminal->output = g_string_new(NULL);
    terminal->typed = g_string_new(NULL);
    terminal->said = g_string_new(NULL);
}

static bool start_program(Terminal *terminal, char **arguments)
{
    sigset_t child, old;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &old);
    terminal->children = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
    struct winsize size = {.ws_row = (unsigned short)terminal->rows, .ws_col = (unsigned short)terminal->columns};
    int ends[2];
    if (terminal->children < 0 || pipe(ends) < 0)
        return false;
    terminal->pid = forkpty(&terminal->master, NULL, NULL, &size);
    if (terminal->pid == 0) {
        for (int number = 1; number < NSIG; number++)
            signal(number, SIG_DFL); /* whatever those who started us ignore */
        sigprocmask(SIG_SETMASK, &old, NULL);
        close(ends[0]);
        g_autofree char *number = g_strdup_printf("%d", ends[1]);
        g_setenv("TARN_SYNC_FD", number, TRUE);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    close(ends[1]);
    terminal->sync = ends[0];
    g_unix_set_fd_nonblocking(terminal->sync, TRUE, NULL);
    g_unix_set_fd_nonblocking(terminal->master, TRUE, NULL);
    return terminal->pid > 0;
}

static char **parse_options(Terminal *terminal, char **argv)
{
    for (argv++; *argv && g_str_has_prefix(*argv, "--"); argv++) {
        terminal->silent |= strcmp(*argv, "--silent") == 0;
        terminal->synchronised |= strcmp(*argv, "--synchronised") == 0;
        terminal->clusters |= strcmp(*argv, "--clusters") == 0;
        terminal->wide |= strcmp(*argv, "--wide") == 0;
        terminal->kitty |= strcmp(*argv, "--kitty") == 0;
        terminal->keyboard |= strcmp(*argv, "--keyboard") == 0;
        terminal->sixel |= strcmp(*argv, "--sixel") == 0;
        terminal->naive |= strcmp(*argv, "--naive") == 0;
        if (strcmp(*argv, "--named") == 0 && argv[1])
            terminal->name = *++argv;
        else if (strcmp(*argv, "--background") == 0 && argv[1])
            terminal->background = *++argv;
        else if (strcmp(*argv, "--cell") == 0 && argv[1])
            sscanf(*++argv, "%dx%d", &terminal->cell_width, &terminal->cell_height);
        else if (strcmp(*argv, "--size") == 0 && argv[1])
            sscanf(*++argv, "%dx%d", &terminal->rows, &terminal->columns);
    }
    return argv;
}

int main(int argc, char **argv)
{
    Terminal terminal = {.rows = 24, .columns = 80, .reading = true, .mouthful = READ_SIZE, .cursor_visible = true};
    char **arguments = parse_options(&terminal, argv);
    start_screen(&terminal);
    if (!*arguments || !start_program(&terminal, arguments))
        return 2;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        line[strcspn(line, "\n")] = '\0';
        json_t *said = obey(&terminal, line);
        json_dumpf(said, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
        json_decref(said);
        putchar('\n');
        fflush(stdout);
    }
    if (!terminal.exited)
        kill(terminal.pid, SIGKILL);
    free(line);
    return 0;
}
