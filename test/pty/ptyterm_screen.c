#include "test/pty/ptyterm.h"

#include <stdio.h>
#include <string.h>

enum { TITLES = 16 };

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

/* --- what it is told ------------------------------------------------------------------------------------ */

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
void screen_feed(Terminal *terminal, const char *bytes, size_t length)
{
    g_string_append_len(terminal->begun, bytes, (gssize)length);
    size_t whole = take_commands(terminal, terminal->begun);
    if (whole == terminal->begun->len)
        whole -= begun_character(terminal->begun->str, terminal->begun->len);
    show(terminal, terminal->begun->str, whole);
    g_string_erase(terminal->begun, 0, (gssize)whole);
}

void screen_start(Terminal *terminal)
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
