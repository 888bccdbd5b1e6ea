#include "notebook/format.h"

#include <string.h>

#include "notebook/pyvalue.h"

/* "my_notebook.py" -> "My Notebook", by str.title(). */
static char *title_of_file(const char *file)
{
    static const char *const SUFFIXES[] = {".myst.md", ".markdown", ".qmd", ".mdx", ".md", ".py"};
    g_autofree char *name = g_path_get_basename(file ? file : "notebook");
    size_t i = 0;
    while (i < G_N_ELEMENTS(SUFFIXES) && !g_str_has_suffix(name, SUFFIXES[i]))
        i++;
    char *dot = strrchr(name, '.');
    if (i < G_N_ELEMENTS(SUFFIXES))
        name[strlen(name) - strlen(SUFFIXES[i])] = '\0';
    else if (dot && dot != name)
        *dot = '\0';
    g_strdelimit(name, "-_", ' ');
    GString *title = g_string_new(NULL);
    bool inside = false;
    for (const char *at = name; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool cased = g_unichar_isupper(c) || g_unichar_islower(c) || g_unichar_istitle(c);
        g_string_append_unichar(title, inside ? g_unichar_tolower(c) : g_unichar_totitle(c));
        inside = cased;
    }
    return g_string_free(title, FALSE);
}

char *format_title(const FormatWriting *writing)
{
    const char *source = notebook_header_option(writing->notebook->header, "app_title");
    g_autoptr(Literal) value = source ? pyvalue_parse(source) : NULL;
    if (value && value->kind == LITERAL_STRING && value->string->len)
        return g_strdup(value->string->str);
    return title_of_file(writing->file);
}
