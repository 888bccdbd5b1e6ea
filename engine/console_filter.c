/* A control sequence is gathered until its last byte and then said anew, or not at all. */
#include "engine/console_filter.h"

#include <stdbool.h>
#include <string.h>

enum { BELL = 0x07, CANCEL = 0x18, SUBSTITUTE = 0x1a, ESCAPE = 0x1b, DELETE = 0x7f };

enum {
    MOST_PARAMETERS = 15, /* libvterm has room for one more */
    LARGEST = 9999,
    NONE = -1, /* a parameter that is not there */
};

typedef enum { IN_TEXT, IN_ESCAPE, IN_DESIGNATION, IN_SEQUENCE, IN_STRING, IN_STRING_ESCAPE, IN_IGNORED } Place;

struct ConsoleFilter {
    Place place;
    char leader;     /* of a control sequence: one of "<=>?", or 0 */
    char middle;     /* its intermediate byte, or of a designation "()*+", or 0 */
    bool unknown;    /* it has more of them */
    int numbers[MOST_PARAMETERS];
    char separators[MOST_PARAMETERS]; /* in front of each: ';' or ':' */
    int count;       /* of parameters; those beyond the most are dropped */
    GString *rest;   /* the beginning of a character whose end has not come yet */
};

ConsoleFilter *console_filter_new(void)
{
    ConsoleFilter *filter = g_new0(ConsoleFilter, 1);
    filter->rest = g_string_new(NULL);
    return filter;
}

void console_filter_free(ConsoleFilter *filter)
{
    g_string_free(filter->rest, TRUE);
    g_free(filter);
}

/* --- control sequences ----------------------------------------------------------------------------------------- */

static void begin_sequence(ConsoleFilter *filter)
{
    filter->place = IN_SEQUENCE;
    filter->leader = filter->middle = 0;
    filter->unknown = false;
    filter->count = 1;
    filter->numbers[0] = NONE;
}

/* The modes of DEC that are passed on: keys, colours, origin, wrapping, the cursor, the mouse, the other screen.  Not
 * the one that makes margins at the sides (69). */
static bool is_known_mode(int mode)
{
    static const int MODES[] = {1, 5, 6, 7, 9, 12, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1048, 1049, 2004};
    for (size_t i = 0; i < G_N_ELEMENTS(MODES); i++) {
        if (MODES[i] == mode)
            return true;
    }
    return false;
}

static bool are_known_modes(const ConsoleFilter *filter)
{
    for (int i = 0; i < filter->count; i++) {
        if (!is_known_mode(filter->numbers[i]))
            return false;
    }
    return true;
}

static bool is_known(const ConsoleFilter *filter, char last)
{
    if (filter->unknown)
        return false;
    if (filter->middle)
        return filter->middle == ' ' && last == 'q' && !filter->leader; /* the form of the cursor */
    switch (filter->leader) {
    case 0: return strchr("@ABCDEFGHIJKLMPSTXZ`abcdefghjklmnr", last) != NULL;
    case '?': return strchr("JKn", last) || (strchr("hl", last) && are_known_modes(filter));
    case '>': return last == 'c';
    default: return false;
    }
}

/* libvterm takes CSI s for margins and does not know CSI u; and a cursor that is restored may be outside of a screen
 * that has shrunk, until any sequence is done: this one does nothing. */
static const char SAVE[] = "\0337", RESTORE[] = "\0338\033[?0h";

static void say_sequence(const ConsoleFilter *filter, char last, GString *clean)
{
    bool bare = !filter->leader && !filter->middle && !filter->unknown && filter->count == 1 && filter->numbers[0] == NONE;
    if (bare && (last == 's' || last == 'u'))
        g_string_append(clean, last == 's' ? SAVE : RESTORE);
    if (!is_known(filter, last))
        return;
    g_string_append_printf(clean, "\033[");
    if (filter->leader)
        g_string_append_c(clean, filter->leader);
    for (int i = 0; i < filter->count; i++) {
        if (i > 0)
            g_string_append_c(clean, filter->separators[i]);
        if (filter->numbers[i] != NONE)
            g_string_append_printf(clean, "%d", filter->numbers[i]);
    }
    if (filter->middle)
        g_string_append_c(clean, filter->middle);
    g_string_append_c(clean, last);
}

static void take_parameter(ConsoleFilter *filter, char byte)
{
    if (byte == ';' || byte == ':') {
        if (filter->count < MOST_PARAMETERS) {
            filter->separators[filter->count] = byte;
            filter->numbers[filter->count] = NONE;
        }
        filter->count++;
    } else if (filter->count <= MOST_PARAMETERS) {
        int *number = &filter->numbers[filter->count - 1];
        *number = MIN(MAX(*number, 0) * 10 + byte - '0', LARGEST);
    }
}

static void in_sequence(ConsoleFilter *filter, char byte, GString *clean)
{
    if (byte >= '@') {
        filter->count = MIN(filter->count, MOST_PARAMETERS);
        say_sequence(filter, byte, clean);
        filter->place = IN_TEXT;
    } else if (byte >= '<') {
        filter->unknown |= filter->leader != 0;
        filter->leader = byte;
    } else if (byte >= '0') {
        take_parameter(filter, byte);
    } else {
        filter->unknown |= filter->middle != 0;
        filter->middle = byte;
    }
}

/* --- what else begins with ESC ---------------------------------------------------------------------------------- */

static void in_escape(ConsoleFilter *filter, char byte, GString *clean)
{
    filter->place = IN_TEXT;
    filter->middle = byte;
    if (byte == '[')
        begin_sequence(filter);
    else if (strchr("]PX^_", byte)) /* titles, the clipboard, questions for the terminal: a string that nobody reads */
        filter->place = IN_STRING;
    else if (byte == '7')
        g_string_append(clean, SAVE);
    else if (byte == '8')
        g_string_append(clean, RESTORE);
    else if (strchr("DEHMc=>", byte))
        g_string_append_printf(clean, "\033%c", byte);
    else if (byte < '0')
        filter->place = strchr("()*+", byte) ? IN_DESIGNATION : IN_IGNORED;
}

/* A set of characters: ASCII, British, lines. */
static void in_designation(ConsoleFilter *filter, char byte, GString *clean)
{
    if (strchr("AB0", byte))
        g_string_append_printf(clean, "\033%c%c", filter->middle, byte);
    filter->place = byte < '0' ? IN_IGNORED : IN_TEXT;
}

/* --- bytes -------------------------------------------------------------------------------------------------------- */

static bool is_in_string(const ConsoleFilter *filter)
{
    return filter->place == IN_STRING || filter->place == IN_STRING_ESCAPE;
}

/* They are done within an escape sequence too. */
static void take_control(ConsoleFilter *filter, char byte, GString *clean)
{
    if (byte == ESCAPE)
        filter->place = is_in_string(filter) ? IN_STRING_ESCAPE : IN_ESCAPE;
    else if (byte == CANCEL || byte == SUBSTITUTE || (byte == BELL && is_in_string(filter)))
        filter->place = IN_TEXT;
    else if (byte && !is_in_string(filter))
        g_string_append_c(clean, byte);
}

static void take_ascii(ConsoleFilter *filter, char byte, GString *clean)
{
    if (filter->place == IN_STRING_ESCAPE) {
        filter->place = byte == '\\' ? IN_TEXT : IN_ESCAPE;
        if (byte == '\\')
            return;
    }
    if ((unsigned char)byte < ' ') {
        take_control(filter, byte, clean);
        return;
    }
    switch (filter->place) {
    case IN_TEXT: g_string_append_c(clean, byte); break;
    case IN_ESCAPE: in_escape(filter, byte, clean); break;
    case IN_DESIGNATION: in_designation(filter, byte, clean); break;
    case IN_SEQUENCE: in_sequence(filter, byte, clean); break;
    case IN_IGNORED: filter->place = byte < '0' ? IN_IGNORED : IN_TEXT; break;
    default: break;
    }
}

/* The C1 controls (in UTF-8, U+0080 to U+009F) mean nothing to any program, and to libvterm they are text of width -1:
 * they were never there. */
static void take_other(ConsoleFilter *filter, gunichar code, GString *clean)
{
    if (code < 0xa0)
        return;
    if (is_in_string(filter)) {
        filter->place = IN_STRING;
    } else {
        filter->place = IN_TEXT;
        g_string_append_unichar(clean, code);
    }
}

/* Returns how many bytes were taken: the last may begin a character that is not all there. */
static size_t take(ConsoleFilter *filter, const char *bytes, size_t length, GString *clean)
{
    enum { REPLACEMENT = 0xfffd };
    size_t at = 0;
    while (at < length) {
        unsigned char byte = (unsigned char)bytes[at];
        if (byte < 0x80) {
            if (byte != DELETE)
                take_ascii(filter, (char)byte, clean);
            at++;
            continue;
        }
        gunichar code = g_utf8_get_char_validated(bytes + at, (gssize)(length - at));
        if (code == (gunichar)-2)
            break;
        bool valid = code != (gunichar)-1;
        take_other(filter, valid ? code : REPLACEMENT, clean);
        at += valid ? (size_t)g_unichar_to_utf8(code, NULL) : 1;
    }
    return at;
}

GString *console_filter(ConsoleFilter *filter, const char *bytes, size_t length)
{
    GString *clean = g_string_sized_new(length + 8);
    if (filter->rest->len > 0) {
        g_string_append_len(filter->rest, bytes, (gssize)length);
        g_string_erase(filter->rest, 0, (gssize)take(filter, filter->rest->str, filter->rest->len, clean));
    } else {
        size_t taken = take(filter, bytes, length, clean);
        g_string_append_len(filter->rest, bytes + taken, (gssize)(length - taken));
    }
    return clean;
}
