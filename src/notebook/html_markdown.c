/* md4c makes the HTML, without the raw HTML of the text; then the addresses in it are looked at. */
#include "notebook/html.h"

#include <string.h>

#include <md4c-html.h>

/* Places in the HTML where md4c writes an address.  Raw HTML is off, so a "<" of the text never looks like these. */
static const char LINK[] = "<a href=\"", PICTURE[] = "<img src=\"";

static void take_html(const MD_CHAR *bytes, MD_SIZE length, void *html)
{
    g_string_append_len(html, bytes, (gssize)length);
}

static bool begins(const char *address, size_t length, const char *scheme)
{
    size_t size = strlen(scheme);
    return length >= size && g_ascii_strncasecmp(address, scheme, size) == 0;
}

static bool leads_to_reading(const char *address, size_t length)
{
    size_t name = strcspn(address, ":/?#\"");
    bool has_scheme = name < length && address[name] == ':';
    bool elsewhere = begins(address, length, "//");
    return (!has_scheme && !elsewhere) || begins(address, length, "http:") || begins(address, length, "https:") ||
           begins(address, length, "mailto:");
}

static bool is_in_the_text(const char *address, size_t length)
{
    return begins(address, length, "data:image/png;base64,") || begins(address, length, "data:image/jpeg;base64,") ||
           begins(address, length, "data:image/gif;base64,") || begins(address, length, "data:image/webp;base64,");
}

/* A picture that is elsewhere is its alternative text; `at` is behind its address.  Returns the byte behind it. */
static const char *take_absent_picture(GString *html, const char *at)
{
    const char *alternative = strstr(at, "alt=\"");
    if (!alternative)
        return at;
    alternative += strlen("alt=\"");
    size_t length = strcspn(alternative, "\"");
    g_string_append(html, "<span class=\"absent\">");
    g_string_append_len(html, alternative, (gssize)length);
    g_string_append(html, "</span>");
    const char *end = strchr(alternative + length, '>');
    return end ? end + 1 : alternative + length;
}

/* Copies what `at` begins, one of the two; returns the byte behind what was taken. */
static const char *take_address(GString *html, const char *at, bool picture)
{
    const char *address = at + strlen(picture ? PICTURE : LINK);
    const char *end = strchr(address, '"');
    size_t length = end ? (size_t)(end - address) : strlen(address);
    if (picture && !is_in_the_text(address, length))
        return take_absent_picture(html, address + length);
    g_string_append(html, picture ? PICTURE : LINK);
    if (picture || leads_to_reading(address, length))
        g_string_append_len(html, address, (gssize)length);
    else
        g_string_append_c(html, '#');
    return address + length;
}

void html_add_markdown(GString *html, const char *text, size_t length)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
    g_autoptr(GString) raw = g_string_new(NULL);
    unsigned flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEURLAUTOLINKS |
                     MD_FLAG_LATEXMATHSPANS | MD_FLAG_NOHTML;
    g_string_append(html, "<div class=\"markdown\">\n");
    if (md_html(valid, (MD_SIZE)strlen(valid), take_html, raw, flags, 0) != 0) {
        html_add_string(html, valid);
        g_string_truncate(raw, 0);
    }
    const char *at = raw->str;
    while (*at) {
        bool link = g_str_has_prefix(at, LINK), picture = g_str_has_prefix(at, PICTURE);
        if (link || picture)
            at = take_address(html, at, picture);
        else
            g_string_append_c(html, *at++);
    }
    g_string_append(html, "</div>\n");
}
