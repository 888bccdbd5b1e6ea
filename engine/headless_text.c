#include "engine/headless_text.h"

#include <string.h>

char *headless_text(const char *text, gssize length)
{
    static const char MARK[] = " at 0x";
    GString *plain = g_string_new_len(text, length < 0 ? (gssize)strlen(text) : length);
    for (char *at = plain->str; (at = strstr(at, MARK));) {
        gsize digits = strspn(at + strlen(MARK), "0123456789abcdefABCDEF");
        gssize start = at - plain->str;
        if (digits > 0)
            g_string_erase(plain, start, (gssize)(strlen(MARK) + digits));
        at = plain->str + start + (digits > 0 ? 0 : 1);
    }
    return g_string_free(plain, FALSE);
}

char *headless_repr(const char *text)
{
    enum { SHOWN_CHARACTERS = 1000 };
    char *plain = headless_text(text, -1);
    if (g_utf8_strlen(plain, -1) <= SHOWN_CHARACTERS)
        return plain;
    *g_utf8_offset_to_pointer(plain, SHOWN_CHARACTERS) = '\0';
    char *cut = g_strconcat(plain, "…", NULL);
    g_free(plain);
    return cut;
}
