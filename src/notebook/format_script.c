#include "notebook/format_script.h"

#include <string.h>

#include "base/yaml_tree.h"
#include "notebook/format_ipynb.h"
#include "notebook/format_marimo_text.h"
#include "notebook/pytext.h"

/* PEP 723. */
static char *metadata_block(const char *toml)
{
    PySlice text = pytext_rstrip((PySlice){toml, strlen(toml)});
    g_autofree char *stripped = g_strndup(text.bytes, text.length);
    g_auto(GStrv) lines = g_strsplit(stripped, "\n", -1);
    GString *block = g_string_new("# /// script\n");
    for (char **line = lines; *line; line++)
        g_string_append_printf(block, "# %s\n", *line);
    g_string_append(block, "# ///");
    return g_string_free(block, FALSE);
}

char *format_script_header(const char *header)
{
    g_autoptr(YamlTree) front = *header ? yaml_tree_parse(header, strlen(header), NULL) : NULL;
    if (!front || front->kind != YAML_MAP)
        return g_strdup(header);
    const char *script = yaml_tree_text(yaml_tree_get(front, "header"));
    const char *project = yaml_tree_text(yaml_tree_get(front, "pyproject"));
    if (script && *script)
        return g_strdup(script);
    return project && *project ? metadata_block(project) : g_strdup("");
}

/* marimo prefers the project here, and keeps front matter that has neither. */
static char *header_of(const NotebookHeader *header)
{
    g_autoptr(YamlTree) front = *header->text ? yaml_tree_parse(header->text, strlen(header->text), NULL) : NULL;
    const char *project = yaml_tree_text(yaml_tree_get(front, "pyproject"));
    if (project && *project)
        return metadata_block(project);
    return format_script_header(header->text);
}

/* From 1. */
static guint number_on_page(const FormatWriting *writing, guint index)
{
    const CellSnapshot *cell = g_ptr_array_index(writing->notebook->cells, index);
    for (guint i = 0; writing->page && i < writing->page->len; i++) {
        if (g_array_index(writing->page, uint64_t, i) == cell->id)
            return i + 1;
    }
    return index + 1;
}

GString *format_script_write(const FormatWriting *writing, GError **error)
{
    const NotebookSnapshot *notebook = writing->notebook;
    for (guint i = 0; i < notebook->cells->len; i++) {
        const Analysis *analysis = g_ptr_array_index(writing->analyses, i);
        if (!analysis->async)
            continue;
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CANNOT_SAY,
                    "%s: cell %u: it awaits something at its top level: a plain script cannot",
                    writing->file ? writing->file : "standard input", number_on_page(writing, i));
        return NULL;
    }
    g_autofree char *header = header_of(notebook->header);
    GString *out = g_string_new(header);
    g_string_append_printf(out, "\n__generated_with = \"%s\"\n\n", writing->version);
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        g_autoptr(GString) code = text_of_cell(cell, g_ptr_array_index(writing->analyses, i));
        g_string_append(out, i ? "\n\n# %%\n" : "# %%\n");
        g_string_append_len(out, code->str, (gssize)code->len);
    }
    return out;
}

FormatRead *format_script_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                               GError **error)
{
    g_autoptr(GString) text = format_text(bytes, size, name, error);
    if (!text)
        return NULL;
    g_autoptr(JupyterNotebook) notebook = jupyter_notebook_new();
    notebook->script = true;
    jupyter_notebook_add(notebook, text->str, false, NULL);
    return jupyter_notebook_convert(notebook, python);
}
