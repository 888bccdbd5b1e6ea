/* libvterm draws a small screen.  A line that leaves it at the top becomes a StyledLine at once and goes
 * into `head` until that is full, then into `tail`, which lets go of its oldest.  Of a flood of plain lines most would be
 * drawn only to scroll off: those become lines without the screen, which takes a twentieth of the time.
 */
#include "engine/console.h"

#include <string.h>

#include <vterm.h>

#include "engine/console_filter.h"

enum {
    HEAD_LINES = 500,
    TAIL_LINES = 2000,
    FEED_MOST = 512 * 1024, /* of more bytes than this at once, the middle is skipped */
    NARROWEST = 2,
    WIDEST = 1000,
};

struct Console {
    VTerm *terminal;
    VTermScreen *screen;
    int columns, rows;
    GPtrArray *head; /* of StyledText *, one line each */
    GQueue tail;     /* the same */
    uint64_t dropped;
    GByteArray *answers;
    bool written;
    bool styled; /* text is drawn in another style than the usual */
    bool simple; /* nothing was ever drawn but text, its lines and its styles: no mode or region is set */
    ConsoleFilter *filter;
};

/* --- one row of the screen as a line -------------------------------------------------------------------- */

typedef struct {
    GString *text;
    GArray *spans; /* of StyledSpan */
} Row;

static StyledColour colour_of(const VTermColor *colour, bool is_default)
{
    if (is_default)
        return -1;
    if (VTERM_COLOR_IS_INDEXED(colour))
        return colour->indexed.idx;
    return 0x1000000 | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

static StyledSpan style_of(const VTermScreenCell *cell)
{
    StyledSpan style = {
        .foreground = colour_of(&cell->fg, VTERM_COLOR_IS_DEFAULT_FG(&cell->fg)),
        .background = colour_of(&cell->bg, VTERM_COLOR_IS_DEFAULT_BG(&cell->bg)),
    };
    style.attributes = (uint8_t)((cell->attrs.bold ? STYLED_BOLD : 0) | (cell->attrs.italic ? STYLED_ITALIC : 0) |
                                 (cell->attrs.underline ? STYLED_UNDERLINE : 0) |
                                 (cell->attrs.reverse ? STYLED_REVERSE : 0));
    return style;
}

static bool is_plain(const StyledSpan *style)
{
    return style->foreground == -1 && style->background == -1 && style->attributes == 0;
}

static bool is_blank(const VTermScreenCell *cell)
{
    if (cell->chars[0] != 0 && cell->chars[0] != ' ')
        return false;
    StyledSpan style = style_of(cell);
    return style.background == -1 && !(style.attributes & (STYLED_REVERSE | STYLED_UNDERLINE));
}

static void add_span(Row *row, StyledSpan style, size_t start)
{
    style.start = start;
    style.length = row->text->len - start;
    StyledSpan *last = row->spans->len ? &g_array_index(row->spans, StyledSpan, row->spans->len - 1) : NULL;
    if (last && last->start + last->length == start && last->foreground == style.foreground &&
        last->background == style.background && last->attributes == style.attributes)
        last->length += style.length;
    else
        g_array_append_val(row->spans, style);
}

static void add_cell(Row *row, const VTermScreenCell *cell)
{
    if (cell->chars[0] == (uint32_t)-1) /* the right half of a wide character */
        return;
    size_t start = row->text->len;
    if (cell->chars[0] == 0)
        g_string_append_c(row->text, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
        if (cell->chars[i] >= ' ' && cell->chars[i] != 0x7f && g_unichar_validate(cell->chars[i]))
            g_string_append_unichar(row->text, cell->chars[i]);
    }
    StyledSpan style = style_of(cell);
    if (!is_plain(&style) && row->text->len > start)
        add_span(row, style, start);
}

static void add_line(StyledText *text, int columns, const VTermScreenCell *cells)
{
    while (columns > 0 && is_blank(&cells[columns - 1]))
        columns--;
    Row row = {g_string_new(NULL), g_array_new(FALSE, FALSE, sizeof(StyledSpan))};
    for (int i = 0; i < columns; i++)
        add_cell(&row, &cells[i]);
    StyledLine *line = styled_text_add(text, row.text->str, row.text->len);
    for (guint i = 0; i < row.spans->len; i++)
        styled_line_span(line, g_array_index(row.spans, StyledSpan, i));
    g_string_free(row.text, TRUE);
    g_array_unref(row.spans);
}

/* --- what scrolled off ------------------------------------------------------------------------------------ */

static void keep_line(Console *console, StyledText *line)
{
    if (console->head->len < HEAD_LINES && console->dropped == 0) {
        g_ptr_array_add(console->head, line);
        return;
    }
    g_queue_push_tail(&console->tail, line);
    if (console->tail.length > TAIL_LINES) {
        styled_text_unref(g_queue_pop_head(&console->tail));
        console->dropped++;
    }
}

static int push_line(int columns, const VTermScreenCell *cells, void *self)
{
    StyledText *line = styled_text_new();
    add_line(line, columns, cells);
    keep_line(self, line);
    return 1;
}

/* A line of ASCII that is too wide is several. */
static void push_text(Console *console, const char *text, size_t length)
{
    size_t most = (size_t)console->columns;
    do {
        size_t width = MIN(length, most), seen = width;
        while (seen > 0 && text[seen - 1] == ' ')
            seen--;
        StyledText *line = styled_text_new();
        styled_text_add(line, text, seen);
        keep_line(console, line);
        text += width;
        length -= width;
    } while (length > 0);
}

static void copy_line(StyledText *text, const StyledText *from)
{
    const StyledLine *line = g_ptr_array_index(from->lines, 0);
    StyledLine *copy = styled_text_add(text, line->text, strlen(line->text));
    if (line->spans)
        copy->spans = g_array_ref(line->spans);
}

/* --- life ----------------------------------------------------------------------------------------------------- */

static void keep_answer(const char *bytes, size_t length, void *self)
{
    Console *console = self;
    if (console->answers->len + length < 4096)
        g_byte_array_append(console->answers, (const guint8 *)bytes, (guint)length);
}

static void unref_line(gpointer line)
{
    styled_text_unref(line);
}

static const VTermScreenCallbacks CALLBACKS = {.sb_pushline = push_line};

Console *console_new(int columns, int rows)
{
    Console *console = g_new0(Console, 1);
    console->columns = CLAMP(columns, NARROWEST, WIDEST);
    console->rows = CLAMP(rows, NARROWEST, WIDEST);
    console->head = g_ptr_array_new_with_free_func(unref_line);
    g_queue_init(&console->tail);
    console->answers = g_byte_array_new();
    console->filter = console_filter_new();
    console->simple = true;
    console->terminal = vterm_new(console->rows, console->columns);
    vterm_set_utf8(console->terminal, 1);
    vterm_output_set_callback(console->terminal, keep_answer, console);
    console->screen = vterm_obtain_screen(console->terminal);
    vterm_screen_enable_altscreen(console->screen, 1);
    vterm_screen_set_damage_merge(console->screen, VTERM_DAMAGE_SCROLL);
    vterm_screen_set_callbacks(console->screen, &CALLBACKS, console);
    vterm_screen_reset(console->screen, 1);
    /* "Repeat the last character" (CSI b) never ends in libvterm where there was none yet. */
    vterm_input_write(console->terminal, " \r", 2);
    return console;
}

void console_free(Console *console)
{
    vterm_free(console->terminal);
    g_ptr_array_unref(console->head);
    g_queue_clear_full(&console->tail, unref_line);
    g_byte_array_unref(console->answers);
    console_filter_free(console->filter);
    g_free(console);
}

void console_resize(Console *console, int columns, int rows)
{
    columns = CLAMP(columns, NARROWEST, WIDEST);
    rows = CLAMP(rows, NARROWEST, WIDEST);
    if (columns == console->columns && rows == console->rows)
        return;
    console->columns = columns;
    console->rows = rows;
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(console->terminal), &cursor);
    vterm_set_size(console->terminal, rows, columns);
    /* A scrolling region may be outside of it now: there is none any more, as in xterm. */
    g_autofree char *whole = g_strdup_printf("\033[r\033[%d;%dH", MIN(cursor.row, rows - 1) + 1, MIN(cursor.col, columns - 1) + 1);
    vterm_input_write(console->terminal, whole, strlen(whole));
}

/* --- drawing ------------------------------------------------------------------------------------------------------ */

static int last_row(const Console *console)
{
    for (int row = console->rows - 1; row >= 0; row--) {
        for (int column = 0; column < console->columns; column++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(console->screen, (VTermPos){row, column}, &cell);
            if (!is_blank(&cell))
                return row;
        }
    }
    return -1;
}

/* Bytes of whole lines of printable ASCII at the beginning, and how many lines that is. */
static size_t plain_lines(const char *bytes, size_t length, int *lines)
{
    size_t whole = 0;
    *lines = 0;
    for (size_t at = 0; at < length; at++) {
        if (bytes[at] == '\r' && at + 1 < length && bytes[at + 1] == '\n') {
            whole = ++at + 1;
            (*lines)++;
        } else if (bytes[at] < ' ' || bytes[at] > '~' || (bytes[at] & 0x80)) {
            break;
        }
    }
    return whole;
}

static const char *next_line(const char *bytes, const char *end)
{
    return (const char *)memchr(bytes, '\n', (size_t)(end - bytes)) + 1;
}

static void push_rows(Console *console, int rows)
{
    g_autofree VTermScreenCell *cells = g_new0(VTermScreenCell, (gsize)console->columns);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < console->columns; column++)
            vterm_screen_get_cell(console->screen, (VTermPos){row, column}, &cells[column]);
        push_line(console->columns, cells, console);
    }
}

/* More than a screen of whole lines: what is on the screen leaves it, then they do, but for those that fill it again. */
static void draw_lines(Console *console, const char *bytes, size_t length, int lines)
{
    static const char CLEAR[] = "\033[2J\033[H";
    const char *end = bytes + length, *second = next_line(bytes, end);
    vterm_input_write(console->terminal, bytes, (size_t)(second - bytes)); /* goes on with a line that is there */
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(console->terminal), &cursor);
    bytes = second;
    if (last_row(console) < cursor.row) {
        push_rows(console, cursor.row);
        for (int left = lines - 1; left >= console->rows; left--) {
            const char *next = next_line(bytes, end);
            push_text(console, bytes, (size_t)(next - bytes) - strlen("\r\n"));
            bytes = next;
        }
        vterm_input_write(console->terminal, CLEAR, strlen(CLEAR));
    }
    vterm_input_write(console->terminal, bytes, (size_t)(end - bytes));
}

/* The end of a sequence that is only of styles, which may leave none; or NULL. */
static const char *style_sequence(const char *at, const char *end, bool *styled)
{
    if (end - at < 3 || at[1] != '[')
        return NULL;
    const char *numbers = at + 2;
    at = numbers;
    while (at < end && (g_ascii_isdigit(*at) || *at == ';' || *at == ':'))
        at++;
    *styled = at > numbers && strncmp(numbers, "0m", 2) != 0;
    return at < end && *at == 'm' ? at : NULL;
}

/* Besides text: what moves within a line, bells, and styles. */
static void note_kind(Console *console, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; console->simple && at < end; at++) {
        const char *sequence = *at == '\033' ? style_sequence(at, end, &console->styled) : NULL;
        if (sequence) {
            at = sequence;
        } else if ((unsigned char)*at < ' ' && !strchr("\r\n\t\b\a", *at)) {
            console->simple = false;
        }
    }
}

static void draw(Console *console, const char *bytes, size_t length)
{
    g_autoptr(GString) clean = console_filter(console->filter, bytes, length);
    for (size_t at = 0; at < clean->len;) {
        int lines = 0;
        bool quick = console->simple && !console->styled;
        size_t left = clean->len - at, whole = quick ? plain_lines(clean->str + at, left, &lines) : 0;
        if (lines >= 2 * console->rows) {
            draw_lines(console, clean->str + at, whole, lines);
            at += whole;
            continue;
        }
        const char *odd = console->simple ? memchr(clean->str + at + whole, '\n', left - whole) : NULL;
        size_t part = odd ? (size_t)(odd + 1 - clean->str) - at : left;
        note_kind(console, clean->str + at, part);
        vterm_input_write(console->terminal, clean->str + at, part);
        at += part;
    }
}

static uint64_t count_lines(const char *bytes, size_t length)
{
    uint64_t lines = 0;
    for (const char *at = bytes; (at = memchr(at, '\n', length - (size_t)(at - bytes))); at++)
        lines++;
    return lines;
}

static void lose(Console *console, uint64_t lines)
{
    static const char CANCEL[] = "\030", RESET[] = "\033[0m", NEW_LINE[] = "\r\n"; /* out of any half escape, plain, at a new line */
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(console->terminal), &cursor);
    bool in_line = cursor.col > 0; /* of one of them the beginning is seen */
    console->dropped += MAX(lines - (in_line && lines > 0), 1);
    draw(console, CANCEL, strlen(CANCEL));
    if (!console->simple || console->styled)
        draw(console, RESET, strlen(RESET));
    if (in_line)
        draw(console, NEW_LINE, strlen(NEW_LINE));
}

/* How many of these bytes would be drawn only to scroll out of the tail: of many short lines that is most of the work. */
static size_t hidden(const Console *console, const char *bytes, size_t length)
{
    bool in_head = console->head->len < HEAD_LINES && console->dropped == 0;
    const char *from = bytes + length;
    for (int lines = 0; !in_head && from && lines <= TAIL_LINES + console->rows; lines++)
        from = memrchr(bytes, '\n', (size_t)(from - bytes));
    if (in_head || !from || count_lines(bytes, (size_t)(from - bytes)) < TAIL_LINES)
        return 0;
    return (size_t)(from + 1 - bytes);
}

void console_feed(Console *console, const char *bytes, size_t length, uint64_t dropped)
{
    if (length == 0 && dropped == 0)
        return;
    console->written = true;
    if (dropped > 0)
        lose(console, dropped);
    if (length > FEED_MOST) {
        size_t half = FEED_MOST / 2;
        draw(console, bytes, half);
        lose(console, count_lines(bytes + half, length - FEED_MOST));
        bytes += length - half;
        length = half;
    }
    size_t skipped = hidden(console, bytes, length);
    if (skipped > 0) {
        lose(console, count_lines(bytes, skipped));
        bytes += skipped;
        length -= skipped;
    }
    draw(console, bytes, length);
}

/* --- the picture ---------------------------------------------------------------------------------------------- */

StyledText *console_text(Console *console)
{
    int last = console->written ? last_row(console) : -1;
    if (last < 0 && console->head->len == 0)
        return NULL;
    StyledText *text = styled_text_new();
    for (guint i = 0; i < console->head->len; i++)
        copy_line(text, g_ptr_array_index(console->head, i));
    text->dropped = console->dropped;
    text->dropped_after = text->lines->len;
    for (GList *link = console->tail.head; link; link = link->next)
        copy_line(text, link->data);
    VTermScreenCell *cells = g_new0(VTermScreenCell, (gsize)console->columns);
    for (int row = 0; row <= last; row++) {
        for (int column = 0; column < console->columns; column++)
            vterm_screen_get_cell(console->screen, (VTermPos){row, column}, &cells[column]);
        add_line(text, console->columns, cells);
    }
    g_free(cells);
    return text;
}

GBytes *console_take_answers(Console *console)
{
    if (console->answers->len == 0)
        return NULL;
    GBytes *answers = g_byte_array_free_to_bytes(console->answers);
    console->answers = g_byte_array_new();
    return answers;
}

/* --- of a pipe ---------------------------------------------------------------------------------------------------- */

enum { PIPE_ROWS = 50, PIPE_BYTES = 4096 };

StyledText *console_text_of(const char *bytes, size_t length)
{
    if (length == 0)
        return NULL;
    g_autoptr(Console) console = console_new(WIDEST, PIPE_ROWS);
    g_autoptr(GString) text = g_string_new_len(bytes, (gssize)length);
    g_string_replace(text, "\n", "\r\n", 0); /* nobody else returns the carriage */
    for (size_t at = 0; at < text->len; at += PIPE_BYTES)
        console_feed(console, text->str + at, MIN(PIPE_BYTES, text->len - at), 0);
    return console_text(console);
}
