#include "tui/ansi.h"

#include <stdlib.h>
#include <string.h>

/* Applies the colour behind 38 or 48; returns how many numbers it took. */
static size_t extended_colour(const int *numbers, size_t count, StyledColour *colour)
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

/* SGR attributes that go on and off. */
static const struct {
    int on, off;
    uint8_t attribute;
} ATTRIBUTES[] = {
    {1, 22, STYLED_BOLD}, {2, 22, STYLED_DIM}, {3, 23, STYLED_ITALIC}, {4, 24, STYLED_UNDERLINE}, {7, 27, STYLED_REVERSE},
};

static void apply_sgr(Style *style, StyleRole role, const int *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int number = numbers[i];
        if (number == 0)
            *style = style_of(role);
        for (size_t k = 0; k < G_N_ELEMENTS(ATTRIBUTES); k++) {
            if (number == ATTRIBUTES[k].on)
                style->attributes |= ATTRIBUTES[k].attribute;
            else if (number == ATTRIBUTES[k].off)
                style->attributes &= (uint8_t)~ATTRIBUTES[k].attribute;
        }
        if (number >= 30 && number <= 37)
            style->foreground = number - 30;
        else if (number >= 90 && number <= 97)
            style->foreground = number - 90 + 8;
        else if (number == 39)
            style->foreground = -1;
        else if (number >= 40 && number <= 47)
            style->background = number - 40;
        else if (number >= 100 && number <= 107)
            style->background = number - 100 + 8;
        else if (number == 49)
            style->background = -1;
        else if (number == 38 || number == 48)
            i += extended_colour(numbers + i + 1, count - i - 1, number == 38 ? &style->foreground : &style->background);
    }
}

/* Reads the escape at `at` (behind ESC) and returns the byte behind it. */
static const char *read_escape(const char *at, Style *style, StyleRole role)
{
    if (*at == ']') { /* OSC: up to BEL or ESC \ */
        while (*at && *at != '\a' && *at != '\033' && *at != '\n')
            at++;
        if (*at == '\033' && at[1] == '\\')
            return at + 2;
        return *at == '\a' ? at + 1 : at;
    }
    if (*at != '[')
        return *at && *at != '\n' ? at + 1 : at;
    int numbers[32] = {0};
    size_t count = 1;
    for (at++; g_ascii_isdigit(*at) || *at == ';' || *at == ':'; at++) {
        if (!g_ascii_isdigit(*at))
            count = MIN(count + 1, G_N_ELEMENTS(numbers));
        else
            numbers[count - 1] = MIN(numbers[count - 1] * 10 + (*at - '0'), 100000);
    }
    bool plain = true;
    for (; *at && (*at < '@' || *at > '~') && *at != '\n'; at++)
        plain = false;
    if (*at == 'm' && plain)
        apply_sgr(style, role, numbers, count);
    return *at && *at != '\n' ? at + 1 : at;
}

void ansi_block(Block *block, const char *text, StyleRole role)
{
    Style style = style_of(role);
    BlockLine *line = block_line_new();
    for (const char *at = text; *at; ) {
        size_t plain = strcspn(at, "\033\n\r");
        block_line_add(line, at, (gssize)plain, style);
        at += plain;
        if (*at == '\033') {
            at = read_escape(at + 1, &style, role);
        } else if (*at == '\n') {
            block_fold(block, line, NULL, NULL, FOLD_CHARACTERS);
            line = block_line_new();
            at++;
        } else if (*at == '\r') {
            at++;
        }
    }
    if (line->text->len > 0)
        block_fold(block, line, NULL, NULL, FOLD_CHARACTERS);
    else
        block_line_free(line);
}

static BlockLine *styled_line(const StyledLine *source, StyleRole role)
{
    BlockLine *line = block_line_new();
    size_t at = 0, length = strlen(source->text);
    for (guint i = 0; source->spans && i < source->spans->len; i++) {
        StyledSpan span = g_array_index(source->spans, StyledSpan, i);
        size_t start = MIN(span.start, length), end = MIN(span.start + span.length, length);
        if (start > at)
            block_line_add(line, source->text + at, (gssize)(start - at), style_of(role));
        Style style = {.role = (uint8_t)role, .attributes = span.attributes, .foreground = span.foreground,
                       .background = span.background};
        if (end > start)
            block_line_add(line, source->text + start, (gssize)(end - start), style);
        at = MAX(at, end);
    }
    if (at < length)
        block_line_add(line, source->text + at, -1, style_of(role));
    return line;
}

void styled_block(Block *block, const StyledText *text, StyleRole role)
{
    size_t limit = block->limit;
    guint from = text->lines->len > limit ? text->lines->len - (guint)limit : 0;
    block->limit = SIZE_MAX;
    for (guint i = from; i < text->lines->len; i++) {
        if (text->dropped > 0 && text->dropped_after == i) {
            g_autofree char *note = g_strdup_printf("… %" G_GUINT64_FORMAT " line%s dropped …", text->dropped, text->dropped == 1 ? " was" : "s were");
            block_add_text(block, note, style_of(STYLE_FOLD), NULL, FOLD_CUT);
        }
        block_fold(block, styled_line(g_ptr_array_index(text->lines, i), role), NULL, NULL, FOLD_CHARACTERS);
    }
    size_t gone = block->lines->len > limit ? block->lines->len - limit : 0;
    g_ptr_array_remove_range(block->lines, 0, (guint)gone);
    block->limit = limit;
    block->more += from + gone + (text->dropped_after < from ? text->dropped : 0);
}
