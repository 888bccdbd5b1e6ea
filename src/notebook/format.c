#include "notebook/format.h"

#include <string.h>

#include "notebook/format_html.h"
#include "notebook/format_ipynb.h"
#include "notebook/format_markdown.h"
#include "notebook/format_percent.h"
#include "notebook/format_script.h"

static FormatRead *read_marimo(const char *bytes, size_t size, const char *name, const FormatPython *python,
                               GError **error)
{
    return format_marimo_read(bytes, size, name, error);
}

/* What stands before the cells of a Python file must be Python, or nobody could read it again. */
static bool header_parses(const FormatWriting *writing, const char *header, GError **error)
{
    const FormatPython *python = writing->python;
    if (!*header || !python || !python->parses || python->parses(python->self, header, strlen(header)))
        return true;
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CANNOT_SAY, "%s:1: the header of the notebook is no valid Python",
                writing->file ? writing->file : "standard input");
    return false;
}

/* A Python file has no place for front matter: what of it is meant for one stays. */
static GString *write_marimo(const FormatWriting *writing, GError **error)
{
    NotebookSnapshot notebook = *writing->notebook;
    g_autoptr(NotebookHeader) header = notebook_header_copy(notebook.header);
    g_free(header->text);
    header->text = format_script_header(notebook.header->text);
    notebook.header = header;
    if (!header_parses(writing, header->text, error))
        return NULL;
    FormatWriteOptions options = {writing->version, writing->as_marimo};
    return format_marimo_write(&notebook, writing->analyses, writing->python, &options);
}

const Format FORMATS[] = {
    {"marimo", ".py", "a marimo notebook", false, false, read_marimo, write_marimo},
    {"ipynb", ".ipynb", "a Jupyter notebook", true, false, format_ipynb_read, format_ipynb_write},
    {"md", ".md .markdown", "Markdown with marimo's cells", true, false, format_markdown_read, format_markdown_write},
    {"qmd", ".qmd", "Quarto's Markdown", true, false, format_markdown_read, format_quarto_write},
    {"percent", ".py", "a script with `# %%` between its cells", false, false, format_percent_read,
     format_percent_write},
    {"script", ".py", "a script in the order in which the cells run", false, true, format_script_read,
     format_script_write},
    {"html", ".html .htm", "a page to look at", true, false, format_html_refuse, format_html_write},
    {NULL},
};

const Format *format_find(const char *name)
{
    for (const Format *format = FORMATS; format->name; format++) {
        if (strcmp(format->name, name) == 0)
            return format;
    }
    return NULL;
}

/* By extension; NULL if it has none of ours. */
static const Format *of_extension(const char *name)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    if (!dot)
        return NULL;
    g_autofree char *extension = g_ascii_strdown(dot, -1);
    for (const Format *format = FORMATS; format->name; format++) {
        g_auto(GStrv) extensions = g_strsplit(format->extensions, " ", -1);
        if (g_strv_contains((const char *const *)extensions, extension))
            return format;
    }
    return NULL;
}

const Format *format_for_file(const char *name)
{
    const Format *format = of_extension(name);
    return format ? format : FORMATS;
}

bool format_can_be_read(const Format *format)
{
    return format->read != format_html_refuse;
}

bool format_can_be_edited(const Format *format)
{
    return format == FORMATS || format->read == format_markdown_read;
}

char *format_names(void)
{
    GString *names = g_string_new(NULL);
    for (const Format *format = FORMATS; format->name; format++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", format->name);
    return g_string_free(names, FALSE);
}

bool format_of_target(const char *typed, char **path, const Format **format, GError **error)
{
    const char *colon = strrchr(typed, ':'), *word = colon ? colon + 1 : "";
    bool named = *word && strspn(word, "abcdefghijklmnopqrstuvwxyz") == strlen(word) && colon > typed;
    *format = named ? format_find(word) : NULL;
    if (named && !*format) {
        g_autofree char *names = format_names();
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CANNOT_SAY, "%s: no such format; there are: %s", word, names);
        return false;
    }
    *path = g_strndup(typed, named ? (gsize)(colon - typed) : strlen(typed));
    return true;
}

static bool contains(const char *bytes, size_t size, const char *word)
{
    return memmem(bytes, size, word, strlen(word)) != NULL;
}

/* A Python file that is no notebook is a script, and one with cells if it has their marks.  What looks like a
 * notebook is one, even if it cannot be read. */
static const Format *guess_python(const char *bytes, size_t size)
{
    if (contains(bytes, size, "import marimo") && contains(bytes, size, ".App("))
        return format_find("marimo");
    return format_find(contains(bytes, size, "# %%") ? "percent" : "script");
}

const Format *format_guess(const char *name, const char *bytes, size_t size)
{
    const Format *format = of_extension(name);
    if (format && format != FORMATS)
        return format;
    size_t blank = 0;
    while (blank < size && g_ascii_isspace(bytes[blank]))
        blank++;
    if (blank == size)
        return FORMATS;
    if (!format && bytes[blank] == '{')
        return format_find("ipynb");
    bool fenced = contains(bytes, size, "{.marimo") || contains(bytes, size, "```{python");
    if (!format && fenced && !contains(bytes, size, "marimo.App("))
        return format_find("md");
    return guess_python(bytes, size);
}

/* --- the text of a file ------------------------------------------------------------------------------------------ */

static int line_of(const char *bytes, const char *place)
{
    int line = 1;
    for (; bytes < place; bytes++)
        line += *bytes == '\n';
    return line;
}

GString *format_text(const char *bytes, size_t size, const char *name, GError **error)
{
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    const char *bad;
    if (!g_utf8_validate_len(bytes, size, &bad)) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_ENCODING, "%s:%d: %s", name, line_of(bytes, bad),
                    *bad ? "the text is not UTF-8" : "a NUL byte");
        return NULL;
    }
    GString *text = g_string_sized_new(size);
    for (const char *at = bytes, *end = bytes + size; at < end; at++) {
        if (*at != '\r')
            g_string_append_c(text, *at);
        else if (at + 1 == end || at[1] != '\n')
            g_string_append_c(text, '\n');
    }
    return text;
}
