#include "tui/link.h"

#include <string.h>

/* More than that is cut by terminals. */
enum { LONGEST = 2000 };

static bool is_harmless(const char *address)
{
    static const char *const KINDS[] = {"http://", "https://", "file://", "mailto:"};
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (g_ascii_strncasecmp(address, KINDS[i], strlen(KINDS[i])) == 0 && address[strlen(KINDS[i])])
            return true;
    }
    return false;
}

char *link_clean(const char *address)
{
    if (!is_harmless(address))
        return NULL;
    g_autoptr(GString) clean = g_string_new(NULL);
    for (const unsigned char *at = (const unsigned char *)address; *at; at++) {
        if (*at < ' ' || *at == 0x7f)
            return NULL; /* nobody means that */
        if (*at == ' ' || *at > 0x7e)
            g_string_append_printf(clean, "%%%02X", *at);
        else
            g_string_append_c(clean, (char)*at);
    }
    return clean->len <= LONGEST ? g_strdup(clean->str) : NULL;
}

void link_add(GString *bytes, const char *address, unsigned number)
{
    if (address)
        g_string_append_printf(bytes, "\033]8;id=tarn%u;%s\033\\", number, address);
    else
        g_string_append(bytes, "\033]8;;\033\\");
}
