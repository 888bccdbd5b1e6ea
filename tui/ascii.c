#include "tui/ascii.h"

#include <string.h>

/* What stands for our signs where there is no UTF-8. */
static const struct {
    const char *sign;
    char ascii;
} ASCII[] = {
    {"│", '|'}, {"┊", ':'}, {"╭", '+'}, {"─", '-'}, {"┼", '+'}, {"▌", '>'}, {"┃", '|'}, {"▏", '|'}, {"✓", '+'},
    {"✗", 'x'}, {"▴", '!'}, {"▶", '>'}, {"●", '*'}, {"…", '.'}, {"⊘", '-'}, {"·", '.'}, {"■", '#'}, {"•", '*'}, {"▸", '>'},
    {"▾", 'v'}, {"□", '#'}, {"☐", 'o'}, {"☑", 'x'}, {"↑", '^'}, {"↓", 'v'}, {"→", '>'}, {"←", '<'}, {"—", '-'}, {"–", '-'},
    {"›", '>'}, {"‹", '<'}, {"↪", '\\'},
};

char ascii_sign(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ASCII); i++) {
        if (strcmp(ASCII[i].sign, text) == 0)
            return ASCII[i].ascii;
    }
    return 0;
}

void ascii_add(GString *bytes, const char *text, int width)
{
    if ((unsigned char)text[0] < 0x80) {
        g_string_append(bytes, text);
        return;
    }
    char sign = ascii_sign(text);
    for (int i = 0; i < width; i++)
        g_string_append_c(bytes, sign ? sign : '?');
}
