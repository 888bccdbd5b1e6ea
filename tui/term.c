#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <term.h>
#undef columns /* terminfo's names for its numbers */
#undef lines

#include "tui/answers.h"
#include "tui/osc.h"
#include "tui/term_private.h"

G_DEFINE_QUARK(tarn-term-error, term_error)

/* --- capabilities ---------------------------------------------------------------------------------- */

static ColourDepth find_depth(int colours)
{
    const char *no_color = g_getenv("NO_COLOR"), *colorterm = g_getenv("COLORTERM");
    if ((no_color && *no_color) || colours < 8)
        return COLOUR_NONE;
    if (g_strcmp0(colorterm, "truecolor") == 0 || g_strcmp0(colorterm, "24bit") == 0)
        return COLOUR_TRUE;
    if (tigetflag((char *)"RGB") > 0 || tigetflag((char *)"Tc") > 0 || colours > 256)
        return COLOUR_TRUE;
    return colours >= 256 ? COLOUR_256 : COLOUR_16;
}

static bool is_xterm_like(const char *name)
{
    static const char *const FAMILIES[] = {"xterm", "tmux", "screen", "rxvt", "foot", "alacritty", "kitty", "wezterm",
                                           "vte", "konsole", "st-"};
    if (tigetflag((char *)"XT") > 0)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(FAMILIES); i++) {
        if (g_str_has_prefix(name, FAMILIES[i]))
            return true;
    }
    return false;
}

/* Reads terminfo; false and an error if the terminal cannot show a screen. */
static bool read_terminal(int output, char **name, GError **error)
{
    const char *term = g_getenv("TERM");
    *name = g_strdup(term ? term : "");
    if (!**name || strcmp(*name, "dumb") == 0) {
        g_set_error(error, TERM_ERROR, TERM_ERROR_UNUSABLE, "the terminal cannot show a screen (TERM=%s)", *name);
        return false;
    }
    int status;
    if (setupterm(*name, output, &status) != OK) {
        g_set_error(error, TERM_ERROR, TERM_ERROR_UNUSABLE, "the terminal type is not known here (TERM=%s)", *name);
        return false;
    }
    if (!cursor_address || !clear_screen) {
        g_set_error(error, TERM_ERROR, TERM_ERROR_UNUSABLE, "the terminal cannot move its cursor (TERM=%s)", *name);
        return false;
    }
    return true;
}

static void find_caps(Term *term)
{
    term->colours = tigetnum((char *)"colors");
    term->xterm_like = is_xterm_like(term->name);
    term->has_title = term->xterm_like;
    term->caps = (TermCaps){
        .erases_with_background = tigetflag((char *)"bce") > 0,
        .scrolls = change_scroll_region && parm_index && parm_rindex,
        .ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
        .cursor_shapes = term->xterm_like,
        .links = term->xterm_like && (!g_getenv("STY") || g_getenv("TMUX")),
        .returns = carriage_return && cursor_down && strcmp(carriage_return, "\r") == 0 && strcmp(cursor_down, "\n") == 0,
        .wraps_late = tigetflag((char *)"xenl") > 0,
        .depth = find_depth(term->colours),
        .tmux = g_getenv("TMUX") != NULL,
        .sixel_colours = MOST_SIXEL_COLOURS,
    };
    const char *program = g_getenv("TERM_PROGRAM");
    term->iterm = program && !term->caps.tmux && answer_is_iterm(program);
}

static bool read_size(int output, int *rows, int *columns)
{
    struct winsize size;
    if (ioctl(output, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        *rows = size.ws_row;
        *columns = size.ws_col;
        return true;
    }
    *rows = MAX(tigetnum((char *)"lines"), 0);
    *columns = MAX(tigetnum((char *)"cols"), 0);
    return *rows > 0 && *columns > 0;
}

/* --- opening and leaving ----------------------------------------------------------------------------- */

static void write_all(const Term *term, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(term->output, bytes, length);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {term->output, POLLOUT, 0};
            poll(&ready, 1, 1000);
        } else if (written < 0 && errno != EINTR) {
            return; /* the terminal is gone; the loop learns of it by SIGHUP or the end of input */
        } else if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
}

void term_send(Term *term)
{
    write_all(term, term->bytes->str, term->bytes->len);
    g_string_truncate(term->bytes, 0);
}

/* Presses, releases, and motion with a button held; told as decimal numbers. */
static const char MOUSE_ON[] = "\033[?1002h\033[?1006h", MOUSE_OFF[] = "\033[?1006l\033[?1002l";

void term_set_mouse(Term *term, bool on)
{
    if (on == term->mouse || !term->xterm_like)
        return;
    term->mouse = on;
    if (term->entered)
        g_string_append(term->bytes, on ? MOUSE_ON : MOUSE_OFF);
}

/* What leaves the screen as it was. */
static void add_farewell(const Term *term, GString *bytes, Keyboard keyboard, bool clusters)
{
    if (term->xterm_like) /* the guard may be called in the middle of a frame */
        g_string_append(bytes, "\033[?2026l");
    if (clusters)
        g_string_append(bytes, "\033[?2027l");
    term_add_capability(bytes, exit_attribute_mode);
    if (term->caps.cursor_shapes)
        g_string_append(bytes, "\033[0 q");
    if (term->xterm_like)
        g_string_append_printf(bytes, "%s\033[?2031l\033[?2004l\033[?1004l", MOUSE_OFF);
    term_add_keyboard_end(keyboard, bytes); /* of this screen: the other has its own */
    term_add_capability(bytes, keypad_local);
    term_add_capability(bytes, cursor_normal);
    if (term->alternate) {
        term_add_capability(bytes, exit_ca_mode);
    } else { /* without a screen of our own the shell goes on below the picture */
        int rows, columns;
        term_size(term, &rows, &columns);
        term_add_move(term, bytes, TERM_ANYWHERE, (TermPlace){rows - 1, 0});
        term_add_erase_line(term, bytes);
    }
    if (term->has_title)
        g_string_append(bytes, "\033[23;0t");
}

/* What is above the cursor, and its row, leave the screen for what the terminal keeps behind it. */
static void push_up(Term *term)
{
    int rows, columns;
    term_size(term, &rows, &columns);
    for (int row = 0; row < rows; row++)
        g_string_append_c(term->bytes, '\n');
}

/* The modes and the bytes that make the screen ours. */
static void take_screen(Term *term, bool again)
{
    tcsetattr(term->input, TCSADRAIN, &term->raw);
    if (term->alternate)
        term_add_capability(term->bytes, enter_ca_mode);
    else if (!again)
        push_up(term);
    term_add_capability(term->bytes, keypad_xmit);
    if (term->xterm_like)
        g_string_append_printf(term->bytes, "\033[?1004h\033[?2004h\033[?2031h%s%s",
                               term->mouse ? MOUSE_ON : "", term->sets_clusters ? "\033[?2027h" : "");
    term_add_keyboard(term, term->bytes, again);
    painter_forget(term->painter);
}

/* A farewell for each keyboard that may come to be used, first without, then with clusters that were asked for. */
static void stand_guard(Term *term)
{
    char *farewells[2 * KEYBOARDS];
    for (int i = 0; i < 2 * KEYBOARDS; i++) {
        GString *bytes = g_string_new(NULL);
        add_farewell(term, bytes, (Keyboard)(i % KEYBOARDS), i >= KEYBOARDS);
        farewells[i] = g_string_free(bytes, FALSE);
    }
    term->guard = guard_new(term->output, farewells, &term->before, &term->raw);
    term_tell_guard(term);
    for (int i = 0; i < 2 * KEYBOARDS; i++)
        g_free(farewells[i]);
}

void term_tell_guard(Term *term)
{
    guard_choose(term->guard, term->keyboard + (term->sets_clusters ? KEYBOARDS : 0));
}

/* Where new windows begin: what the shell said of that may have been another place. */
static void tell_folder(Term *term)
{
    g_autofree char *folder = g_get_current_dir();
    if (term->xterm_like && (!g_getenv("STY") || term->caps.tmux))
        osc_folder(term->bytes, folder);
}

void term_enter(Term *term)
{
    if (term->entered)
        return;
    stand_guard(term);
    if (term->has_title)
        g_string_append(term->bytes, "\033[22;0t");
    take_screen(term, false);
    tell_folder(term);
    term->entered = true;
}

void term_retake(Term *term)
{
    if (term->entered)
        take_screen(term, true);
}

void term_leave(Term *term)
{
    if (!term->entered)
        return;
    g_string_truncate(term->bytes, 0);
    painter_leave(term->painter, term, term->bytes);
    add_farewell(term, term->bytes, term->keyboard, term->sets_clusters);
    term_send(term);
    term_swallow_answers(term);
    tcsetattr(term->input, TCSADRAIN, &term->before);
    g_clear_pointer(&term->guard, guard_free);
    term->entered = false;
}

Term *term_open(int input, int output, bool in_line, GError **error)
{
    if (!isatty(input) || !isatty(output)) {
        g_set_error_literal(error, TERM_ERROR, TERM_ERROR_UNUSABLE, "standard input and output must be a terminal");
        return NULL;
    }
    g_autofree char *name = NULL;
    if (!read_terminal(output, &name, error))
        return NULL;
    int rows, columns;
    if (!read_size(output, &rows, &columns) || rows < TERM_LEAST_ROWS || columns < TERM_LEAST_COLUMNS) {
        g_set_error(error, TERM_ERROR, TERM_ERROR_UNUSABLE, "the terminal has %dx%d characters; %dx%d are needed",
                    columns, rows, TERM_LEAST_COLUMNS, TERM_LEAST_ROWS);
        return NULL;
    }
    Term *term = g_new0(Term, 1);
    term->input = input;
    term->output = output;
    term->name = g_steal_pointer(&name);
    term->bytes = g_string_sized_new(4096);
    term->painter = painter_new();
    term->rasters = rasters_new();
    find_caps(term);
    term->alternate = !in_line && enter_ca_mode && exit_ca_mode;
    tcgetattr(input, &term->before);
    term->raw = term->before;
    cfmakeraw(&term->raw);
    term_enter(term);
    term_ask_early(term);
    return term;
}

void term_close(Term *term)
{
    term_leave(term);
    painter_free(term->painter);
    rasters_unref(term->rasters);
    g_string_free(term->bytes, TRUE);
    g_free(term->name);
    g_free(term);
    del_curterm(cur_term);
}

void term_size(const Term *term, int *rows, int *columns)
{
    if (!read_size(term->output, rows, columns)) {
        *rows = 24;
        *columns = 80;
    }
}

ColourDepth term_depth(const Term *term)
{
    return term->caps.depth;
}

const char *term_name(const Term *term)
{
    return term->name;
}

const TermCaps *term_caps(const Term *term)
{
    return &term->caps;
}

void term_cell_size(const Term *term, int *width, int *height)
{
    struct winsize size;
    bool known = ioctl(term->output, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
                 size.ws_xpixel >= size.ws_col && size.ws_ypixel >= size.ws_row;
    *width = known ? size.ws_xpixel / size.ws_col : term->cell_width;
    *height = known ? size.ws_ypixel / size.ws_row : term->cell_height;
}

/* --- showing ----------------------------------------------------------------------------------------- */

void term_show(Term *term, const Grid *grid, const Theme *theme)
{
    painter_paint(term->painter, term, grid, theme, term->bytes);
    if (term->bytes->len > 0)
        term_send(term);
}

void term_forget(Term *term)
{
    painter_forget(term->painter);
}

/* --- doctor ------------------------------------------------------------------------------------------ */

char *term_describe(int output)
{
    static const char *const DEPTHS[] = {
        [COLOUR_NONE] = "none", [COLOUR_16] = "16", [COLOUR_256] = "256", [COLOUR_TRUE] = "16 million",
    };
    GString *text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    Term term = {.output = output};
    g_string_append_printf(text, "terminal: %s\n", isatty(output) ? "yes" : "no (output is not a terminal)");
    if (!read_terminal(output, &term.name, &error)) {
        g_string_append_printf(text, "screen: no: %s\n", error->message);
        g_free(term.name);
        return g_string_free(text, FALSE);
    }
    find_caps(&term);
    int rows = 0, columns = 0;
    read_size(output, &rows, &columns);
    bool fits = rows >= TERM_LEAST_ROWS && columns >= TERM_LEAST_COLUMNS;
    g_string_append_printf(text, "type: %s\nsize: %dx%d%s\n", term.name, columns, rows, fits ? "" : " (too small)");
    g_string_append_printf(text, "colours: %s%s\n", DEPTHS[term.caps.depth], g_getenv("NO_COLOR") ? " (NO_COLOR)" : "");
    g_string_append_printf(text, "characters: %s\n", term.caps.ascii ? "ASCII only (the locale is not UTF-8)" : "UTF-8");
    g_string_append_printf(text, "scroll regions: %s\n", term.caps.scrolls ? "yes" : "no");
    g_string_append_printf(text, "title, cursor shapes, clipboard: %s\n", term.xterm_like ? "yes" : "no");
    g_free(term.name);
    return g_string_free(text, FALSE);
}
