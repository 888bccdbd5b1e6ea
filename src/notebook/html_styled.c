/* Lines with colours: consoles, and text with SGR escapes. */
#include "notebook/html.h"

#include <string.h>

/* The first sixteen are classes, so that a page can choose them for light and dark; the others are what they are. */
enum { NAMED_COLOURS = 16 };

static uint32_t rgb_of(StyledColour colour)
{
    static const unsigned char LEVELS[] = {0, 95, 135, 175, 215, 255};
    if (colour & 0x1000000)
        return (uint32_t)colour & 0xffffff;
    if (colour >= 232) {
        uint32_t grey = 8 + 10 * ((uint32_t)colour - 232);
        return (grey & 0xff) << 16 | (grey & 0xff) << 8 | (grey & 0xff);
    }
    int cube = colour - NAMED_COLOURS;
    return (uint32_t)LEVELS[cube / 36 % 6] << 16 | (uint32_t)LEVELS[cube / 6 % 6] << 8 | LEVELS[cube % 6];
}

static void add_colour(GString *classes, GString *style, StyledColour colour, bool behind)
{
    if (colour < 0)
        return;
    if (colour < NAMED_COLOURS)
        g_string_append_printf(classes, " %s%d", behind ? "on" : "c", (int)colour);
    else
        g_string_append_printf(style, "%s:#%06x;", behind ? "background" : "color", rgb_of(colour));
}

static void begin_span(GString *html, const StyledSpan *span)
{
    static const char *const ATTRIBUTES[] = {"bold", "italic", "underline", "reverse", "dim"};
    g_autoptr(GString) classes = g_string_new(NULL);
    g_autoptr(GString) style = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++) {
        if (span->attributes & (1u << i))
            g_string_append_printf(classes, " %s", ATTRIBUTES[i]);
    }
    add_colour(classes, style, span->foreground, false);
    add_colour(classes, style, span->background, true);
    g_string_append(html, "<span");
    if (classes->len)
        g_string_append_printf(html, " class=\"%s\"", classes->str + 1);
    if (style->len)
        g_string_append_printf(html, " style=\"%s\"", style->str);
    g_string_append_c(html, '>');
}

static void add_styled_line(GString *html, const StyledLine *line)
{
    size_t length = strlen(line->text), done = 0;
    for (guint i = 0; line->spans && i < line->spans->len; i++) {
        const StyledSpan *span = &g_array_index(line->spans, StyledSpan, i);
        if (span->start < done || span->start + span->length > length)
            continue;
        html_add_text(html, line->text + done, span->start - done);
        begin_span(html, span);
        html_add_text(html, line->text + span->start, span->length);
        g_string_append(html, "</span>");
        done = span->start + span->length;
    }
    html_add_text(html, line->text + done, length - done);
    g_string_append_c(html, '\n');
}

void html_add_styled(GString *html, const StyledText *text)
{
    if (!text || text->lines->len == 0)
        return;
    g_string_append(html, "<pre class=\"console\">");
    for (guint i = 0; i < text->lines->len; i++) {
        if (text->dropped && i == text->dropped_after)
            g_string_append_printf(html, "<em>%" G_GUINT64_FORMAT " lines left out</em>\n", text->dropped);
        add_styled_line(html, g_ptr_array_index(text->lines, i));
    }
    g_string_append(html, "</pre>\n");
}

/* --- SGR ----------------------------------------------------------------------------------------------------------- */

enum { MOST_NUMBERS = 32 };

static guint extended_colour(const int *numbers, guint count, StyledColour *colour)
{
    if (count >= 2 && numbers[0] == 5) {
        *colour = numbers[1] & 0xff;
        return 2;
    }
    if (count >= 4 && numbers[0] == 2) {
        *colour = 0x1000000 | (numbers[1] & 0xff) << 16 | (numbers[2] & 0xff) << 8 | (numbers[3] & 0xff);
        return 4;
    }
    return count;
}

static void apply_attribute(StyledSpan *style, int number)
{
    static const struct {
        int on, off;
        uint8_t attribute;
    } ATTRIBUTES[] = {{1, 22, STYLED_BOLD}, {2, 22, STYLED_DIM}, {3, 23, STYLED_ITALIC}, {4, 24, STYLED_UNDERLINE},
                      {7, 27, STYLED_REVERSE}};
    for (guint i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++) {
        if (number == ATTRIBUTES[i].on)
            style->attributes |= ATTRIBUTES[i].attribute;
        else if (number == ATTRIBUTES[i].off)
            style->attributes &= (uint8_t)~ATTRIBUTES[i].attribute;
    }
}

static void apply_numbers(StyledSpan *style, const int *numbers, guint count)
{
    for (guint i = 0; i < count; i++) {
        int number = numbers[i], colour = number % 10;
        apply_attribute(style, number);
        if (number == 0)
            *style = (StyledSpan){.foreground = -1, .background = -1};
        else if (number == 38 || number == 48)
            i += extended_colour(numbers + i + 1, count - i - 1, number == 38 ? &style->foreground : &style->background);
        else if ((number >= 30 && number <= 39) || (number >= 90 && number <= 97))
            style->foreground = number == 39 ? -1 : number >= 90 ? colour + 8 : colour;
        else if ((number >= 40 && number <= 49) || (number >= 100 && number <= 107))
            style->background = number == 49 ? -1 : number >= 100 ? colour + 8 : colour;
    }
}

/* The escape behind ESC; returns the byte behind it. */
static const char *read_escape(const char *at, StyledSpan *style)
{
    if (*at == ']') { /* up to BEL or ESC \ */
        at += strcspn(at, "\a\x1b");
        return at + (*at == '\a' ? 1 : g_str_has_prefix(at, "\x1b\\") ? 2 : 0);
    }
    if (*at != '[')
        return *at ? g_utf8_next_char(at) : at;
    int numbers[MOST_NUMBERS] = {0};
    guint count = 0;
    for (at++; g_ascii_isdigit(*at) || *at == ';' || *at == ':'; at++) {
        int *number = &numbers[count];
        if (g_ascii_isdigit(*at))
            *number = MIN(*number * 10 + (*at - '0'), 9999);
        else
            count = MIN(count + 1, MOST_NUMBERS - 1);
    }
    at += strspn(at, " !\"#$%&'()*+,-./<=>?");
    if (*at == 'm')
        apply_numbers(style, numbers, count + 1);
    return *at && (unsigned char)*at < 0x80 ? at + 1 : at;
}

void html_add_ansi(GString *html, const char *text)
{
    StyledSpan style = {.foreground = -1, .background = -1};
    g_string_append(html, "<pre class=\"console\">");
    while (*text) {
        size_t plain = strcspn(text, "\x1b");
        bool styled = style.attributes || style.foreground >= 0 || style.background >= 0;
        if (plain && styled)
            begin_span(html, &style);
        html_add_text(html, text, plain);
        if (plain && styled)
            g_string_append(html, "</span>");
        text += plain;
        if (*text)
            text = read_escape(text + 1, &style);
    }
    g_string_append(html, "</pre>\n");
}
