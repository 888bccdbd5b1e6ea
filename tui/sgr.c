#include "tui/sgr.h"

#include <string.h>

const Face SGR_UNKNOWN = {-2, -2, 0xff};

bool face_same(Face a, Face b)
{
    return a.foreground == b.foreground && a.background == b.background && a.attributes == b.attributes;
}

bool face_same_blank(Face a, Face b)
{
    const uint8_t seen = STYLED_UNDERLINE | STYLED_REVERSE;
    return a.background == b.background && !(a.attributes & seen) && !(b.attributes & seen);
}

/* What begins an attribute, and what ends it: bold and dim end together. */
static const struct {
    uint8_t attribute;
    const char *begin, *end;
} ATTRIBUTES[] = {
    {STYLED_BOLD, "1", "22"},     {STYLED_DIM, "2", "22"},      {STYLED_ITALIC, "3", "23"},
    {STYLED_UNDERLINE, "4", "24"}, {STYLED_REVERSE, "7", "27"},
};

static void add(GString *numbers, const char *one)
{
    if (numbers->len > 0)
        g_string_append_c(numbers, ';');
    g_string_append(numbers, one);
}

static void add_colour(GString *numbers, StyledColour colour, bool foreground, int colours)
{
    char text[32];
    if (colour < 0)
        g_snprintf(text, sizeof text, "%d", foreground ? 39 : 49);
    else if (colour & 0x1000000)
        g_snprintf(text, sizeof text, "%d;2;%d;%d;%d", foreground ? 38 : 48, colour >> 16 & 0xff, colour >> 8 & 0xff,
                   colour & 0xff);
    else if (colour % colours < 8)
        g_snprintf(text, sizeof text, "%d", (foreground ? 30 : 40) + colour % colours);
    else if (colour % colours < 16)
        g_snprintf(text, sizeof text, "%d", (foreground ? 90 : 100) + colour % colours - 8);
    else
        g_snprintf(text, sizeof text, "%d;5;%d", foreground ? 38 : 48, colour % colours);
    add(numbers, text);
}

static void add_begun(GString *numbers, Face from, Face to, int colours)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++) {
        if (to.attributes & ~from.attributes & ATTRIBUTES[i].attribute)
            add(numbers, ATTRIBUTES[i].begin);
    }
    if (to.foreground != from.foreground)
        add_colour(numbers, to.foreground, true, colours);
    if (to.background != from.background)
        add_colour(numbers, to.background, false, colours);
}

/* Only what changes. */
static void add_change(GString *numbers, Face from, Face to, int colours)
{
    const uint8_t together = STYLED_BOLD | STYLED_DIM;
    uint8_t lost = from.attributes & (uint8_t)~to.attributes;
    for (size_t i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++) {
        if (!(lost & ATTRIBUTES[i].attribute))
            continue;
        add(numbers, ATTRIBUTES[i].end);
        uint8_t gone = ATTRIBUTES[i].attribute & together ? together : ATTRIBUTES[i].attribute;
        lost &= (uint8_t)~gone;
        from.attributes &= (uint8_t)~gone;
    }
    add_begun(numbers, from, to, colours);
}

void sgr_add(GString *bytes, Face from, Face to, int colours)
{
    const Face plain = {-1, -1, 0};
    g_autoptr(GString) change = g_string_new(NULL), anew = g_string_new(NULL);
    add_begun(anew, plain, to, colours);
    if (anew->len > 0)
        g_string_prepend_c(anew, ';'); /* the first is 0: all is plain */
    bool known = from.foreground != SGR_UNKNOWN.foreground;
    if (known)
        add_change(change, from, to, colours);
    if (known && change->len == 0)
        return;
    const GString *numbers = known && change->len <= anew->len ? change : anew;
    g_string_append_printf(bytes, "\033[%sm", numbers->str);
}
