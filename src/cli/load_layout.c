/* The layout file that an app names. */
#include <string.h>

#include "base/files.h"
#include "cli/load.h"
#include "notebook/format.h"

/* "data:application/json;base64,...": marimo writes it into notebooks that stand alone. */
static GBytes *data_of_uri(const char *uri)
{
    const char *comma = strchr(uri, ',');
    gsize size;
    if (!comma || !g_strrstr_len(uri, comma - uri, ";base64"))
        return NULL;
    guchar *data = g_base64_decode(comma + 1, &size);
    return g_bytes_new_take(data, size);
}

/* "NB.py:LINE": where the notebook names it. */
static char *place_of_option(const char *path)
{
    g_autoptr(GBytes) bytes = strcmp(format_for_file(path)->name, "marimo") == 0 ? file_read(path, NULL, NULL) : NULL;
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    const char *at = text ? g_strstr_len(text, (gssize)size, "layout_file") : NULL;
    int line = 1;
    for (const char *p = text; at && p < at; p++)
        line += *p == '\n';
    return at ? g_strdup_printf("%s:%d", path, line) : g_strdup(path);
}

AppLayout *load_layout(const char *path, Notebook *notebook, char **fault)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = app_layout_file(notebook);
    if (!file || !*file)
        return NULL;
    bool within = g_str_has_prefix(file, "data:");
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *whole = g_path_is_absolute(file) || strcmp(folder, ".") == 0 ? g_strdup(file) : g_build_filename(folder, file, NULL);
    g_autoptr(GBytes) bytes = within ? data_of_uri(file) : file_read(whole, NULL, &error);
    if (!bytes) {
        g_autofree char *place = place_of_option(path);
        *fault = g_strdup_printf("%s: layout_file: %s", place, within ? "a data: URI that is not in base64" : error->message);
        return NULL;
    }
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    AppLayout *layout = app_layout_read(text ? text : "", size, within ? "layout_file" : whole, &error);
    if (!layout)
        *fault = g_strdup(error->message);
    return layout;
}
