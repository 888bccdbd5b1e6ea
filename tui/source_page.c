#include "tui/source_page.h"

#include <string.h>

#include "base/files.h"

/* A page is laid out as a whole for each picture. */
enum { LINES_AROUND = 400, LINES_ABOVE = 4 };

bool source_page_show(Editor *editor, const char *path, size_t line)
{
    gsize size;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, NULL, &error);
    if (!bytes) {
        editor_tell(editor, true, "%s", error->message);
        return false;
    }
    const char *at = g_bytes_get_data(bytes, &size), *end = at + size;
    size_t first = line - MIN(line, LINES_AROUND);
    g_autoptr(GString) page = g_string_new(NULL);
    for (size_t i = 0; at && at < end && i <= line + LINES_AROUND; i++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        g_autofree char *text = g_utf8_make_valid(at, (stop ? stop : end) - at);
        if (i >= first)
            g_string_append_printf(page, "%s%5zu  %s\n", i == line ? "→" : " ", i + 1, g_strchomp(text));
        at = stop ? stop + 1 : end;
    }
    editor_show_page_at(editor, path, page->str, line - first - MIN(line - first, LINES_ABOVE));
    return true;
}
