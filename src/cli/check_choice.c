/* Which rules are asked: options, pyproject.toml, the header of a file. */
#include "cli/check.h"

#include <string.h>

#include "base/toml.h"

void check_choice_clear(CheckChoice *choice)
{
    g_clear_pointer(&choice->select, g_ptr_array_unref);
    g_clear_pointer(&choice->ignore, g_ptr_array_unref);
}

static void append(GPtrArray **list, const char *const *prefixes)
{
    if (!*list) {
        *list = g_ptr_array_new_null_terminated(4, g_free, TRUE);
    }
    for (; *prefixes; prefixes++) {
        char *prefix = g_strstrip(g_strdup(*prefixes));
        if (*prefix)
            g_ptr_array_add(*list, prefix);
        else
            g_free(prefix);
    }
}

static void append_list(GPtrArray **list, const char *text)
{
    g_auto(GStrv) prefixes = g_strsplit(text, ",", -1);
    append(list, (const char *const *)prefixes);
}

void check_choice_select(CheckChoice *choice, const char *list)
{
    g_clear_pointer(&choice->select, g_ptr_array_unref);
    append_list(&choice->select, list);
}

void check_choice_ignore(CheckChoice *choice, const char *list)
{
    append_list(&choice->ignore, list);
}

static void take(gpointer self, int line, const char *name, const char *value)
{
    CheckChoice *choice = self;
    bool select = strcmp(name, "tool.marimo.lint.select") == 0;
    g_auto(GStrv) prefixes = select || strcmp(name, "tool.marimo.lint.ignore") == 0 ? toml_strings(value) : NULL;
    if (prefixes)
        append(select ? &choice->select : &choice->ignore, (const char *const *)prefixes);
}

/* --- where it is said ----------------------------------------------------------------------------------------- */

void check_choice_read_project(CheckChoice *choice)
{
    g_autofree char *folder = g_get_current_dir();
    for (;;) {
        g_autofree char *path = g_build_filename(folder, "pyproject.toml", NULL);
        g_autofree char *text = NULL;
        if (g_file_get_contents(path, &text, NULL, NULL)) {
            toml_each(text, take, choice);
            return;
        }
        if (strcmp(folder, "/") == 0)
            return;
        char *above = g_path_get_dirname(folder);
        g_free(folder);
        folder = above;
    }
}

CheckChoice check_choice_of_file(const CheckChoice *base, const char *text, size_t size)
{
    CheckChoice choice = {0};
    if (base->select)
        append(&choice.select, (const char *const *)base->select->pdata);
    if (base->ignore)
        append(&choice.ignore, (const char *const *)base->ignore->pdata);
    if (!g_strstr_len(text, (gssize)size, "[tool.marimo.lint]"))
        return choice;
    g_autofree char *copy = g_strndup(text, size);
    g_autofree char *metadata = toml_of_script(copy);
    toml_each(metadata, take, &choice);
    return choice;
}
