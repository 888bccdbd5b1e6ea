#include "notebook/format_session.h"

#include <string.h>

char *format_session_path(const char *notebook)
{
    g_autofree char *folder = g_path_get_dirname(notebook);
    g_autofree char *name = g_path_get_basename(notebook);
    g_autofree char *file = g_strconcat(name, ".json", NULL);
    return g_build_filename(folder, "__marimo__", "session", file, NULL);
}

char *format_session_hash(const char *bytes, size_t length)
{
    return length ? g_compute_checksum_for_data(G_CHECKSUM_MD5, (const guchar *)bytes, length) : NULL;
}
