#include "notebook/format_ipynb.h"

#include <string.h>

/* Where in which file something is wrong. */
typedef struct {
    const char *name;
    size_t cell; /* from 1 */
    bool nuls;   /* somewhere in the file is one */
    GError **error;
} Place;

static bool fail(const Place *place, const char *what)
{
    g_set_error(place->error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s: cell %zu: %s", place->name,
                place->cell, what);
    return false;
}

/* A NUL, which no cell can hold: JSON writes it as an escape. */
static bool has_nul(const JsonValue *value)
{
    g_autofree char *text = json_value_to_text(value);
    for (const char *at = text; (at = strstr(at, "\\u0000")); at++) {
        size_t slashes = 1;
        while (at - slashes >= text && *(at - slashes) == '\\')
            slashes++;
        if (slashes % 2 == 1)
            return true;
    }
    return false;
}

/* A string, or a list of strings, of which nbformat makes lines. */
static char *read_text(const Place *place, const JsonValue *value)
{
    if (json_value_kind(value) == JSON_KIND_STRING)
        return g_strdup(json_value_string(value));
    if (json_value_kind(value) != JSON_KIND_ARRAY) {
        fail(place, value ? "its source is no text" : "it has no source");
        return NULL;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < json_value_length(value); i++) {
        const char *line = json_value_string(json_value_at(value, i));
        if (!line) {
            fail(place, "a line of its source is no text");
            return NULL;
        }
        g_string_append(text, line);
    }
    return g_strdup(text->str);
}

static void keep(JsonWriter *writer, const JsonValue *cell, const char *key)
{
    const JsonValue *value = json_value_get(cell, key);
    if (!value)
        return;
    g_autofree char *text = json_value_to_text(value);
    json_writer_key(writer, key);
    json_writer_raw(writer, text);
}

/* What our notebooks have no place for. */
static char *leftover_of(const JsonValue *cell, bool markdown)
{
    static const char *const KEYS[] = {"id", "outputs", "execution_count", "attachments"};
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++)
        keep(writer, cell, KEYS[i]);
    const JsonValue *metadata = json_value_get(cell, "metadata");
    json_writer_key(writer, "metadata");
    json_writer_begin_object(writer);
    for (JsonMember member = {0}; json_value_next(metadata, &member);) {
        /* These are read: they are in the notebook, or in a comment, for which Markdown has no place. */
        bool known = strcmp(member.key, "marimo") == 0 || (strcmp(member.key, "tags") == 0 && !markdown) ||
                     strcmp(member.key, "jupyter") == 0;
        if (!known)
            keep(writer, metadata, member.key);
    }
    json_writer_end_object(writer);
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

/* The notebook's own metadata: a kernel's name, what other programs have noted.  NULL: none. */
static char *leftover_of_notebook(const JsonValue *metadata)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    bool any = false;
    json_writer_begin_object(writer);
    for (JsonMember member = {0}; json_value_next(metadata, &member);) {
        if (strcmp(member.key, "marimo") == 0)
            continue;
        keep(writer, metadata, member.key);
        any = true;
    }
    json_writer_end_object(writer);
    return any ? json_writer_steal(writer) : NULL;
}

static bool read_cell(const Place *place, JupyterNotebook *notebook, const JsonValue *cell)
{
    if (json_value_kind(cell) != JSON_KIND_OBJECT)
        return fail(place, "it is no object");
    const JsonValue *metadata = json_value_get(cell, "metadata");
    if (metadata && json_value_kind(metadata) != JSON_KIND_OBJECT)
        return fail(place, "its metadata are no object");
    const char *type = json_value_string(json_value_get(cell, "cell_type"));
    if (!type)
        return fail(place, "it has no cell_type");
    g_autofree char *source = read_text(place, json_value_get(cell, "source"));
    if (!source)
        return false;
    if (place->nuls && has_nul(json_value_get(cell, "source")))
        return fail(place, "a NUL in its source");
    bool markdown = strcmp(type, "markdown") == 0;
    if (jupyter_notebook_add(notebook, source, markdown, metadata)) {
        JupyterCell *added = g_ptr_array_index(notebook->cells, notebook->cells->len - 1);
        added->leftover = leftover_of(cell, markdown);
    }
    return true;
}

FormatRead *format_ipynb_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                              GError **error)
{
    g_autoptr(GString) text = format_text(bytes, size, name, error);
    if (!text)
        return NULL;
    g_autoptr(GError) wrong = NULL;
    g_autoptr(JsonValue) json = json_value_parse(text->str, (gssize)text->len, &wrong);
    if (!json) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s:%s", name, wrong->message);
        return NULL;
    }
    const JsonValue *cells = json_value_get(json, "cells"), *metadata = json_value_get(json, "metadata");
    if (json_value_kind(cells) != JSON_KIND_ARRAY) {
        bool old = json_value_get(json, "worksheets") != NULL;
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s:1: %s", name,
                    old ? "a Jupyter notebook of a format before 4" : "not a Jupyter notebook: it has no list of cells");
        return NULL;
    }
    bool nuls = strstr(text->str, "\\u0000") != NULL;
    g_autoptr(JupyterNotebook) notebook = jupyter_notebook_new();
    notebook->metadata = json_value_kind(metadata) == JSON_KIND_OBJECT ? json_value_ref((JsonValue *)metadata) : NULL;
    for (size_t i = 0; i < json_value_length(cells); i++) {
        Place place = {name, i + 1, nuls, error};
        if (!read_cell(&place, notebook, json_value_at(cells, i)))
            return NULL;
    }
    FormatRead *read = jupyter_notebook_convert(notebook, python);
    char *leftover = notebook->metadata ? leftover_of_notebook(notebook->metadata) : NULL;
    if (leftover)
        format_read_leave(read, 0, leftover);
    return read;
}
