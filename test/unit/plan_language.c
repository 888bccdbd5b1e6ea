/* The tiny language of the stories: what an analysis of it says. */
#include "test/unit/plan_story.h"

#include <string.h>

static void add_words(GPtrArray *words, const char *text)
{
    g_auto(GStrv) parts = g_strsplit_set(text, " +-(),", -1);
    for (char **part = parts; *part; part++) {
        if (g_ascii_isalpha(**part))
            g_ptr_array_add(words, g_strdup(*part));
    }
}

static gint compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **story_words(GPtrArray *words)
{
    g_ptr_array_sort(words, compare_words);
    for (guint i = words->len; i > 1; i--) {
        if (strcmp(g_ptr_array_index(words, i - 1), g_ptr_array_index(words, i - 2)) == 0)
            g_ptr_array_remove_index(words, i - 1);
    }
    g_ptr_array_add(words, NULL);
    return g_strdupv((char **)words->pdata);
}

/* "m", "m.sub", which binds m, or "m as k". */
static void add_import(Analysis *analysis, const char *what, GPtrArray *defs, GPtrArray *modules)
{
    g_auto(GStrv) parts = g_strsplit(what, " as ", 2);
    g_autofree char *package = g_strndup(parts[0], strcspn(parts[0], "."));
    ImportedName import = {g_strdup(parts[1] ? parts[1] : package), g_strdup(package)};
    g_array_append_val(analysis->imports, import);
    g_ptr_array_add(defs, g_strdup(import.name));
    g_ptr_array_add(modules, g_strdup(parts[0]));
}

Analysis *story_analysis(uint64_t cell, const char *code)
{
    Analysis *analysis = analysis_new(cell, 1);
    g_autoptr(GPtrArray) defs = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) deletes = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) statements = g_strsplit(code, ";", -1);
    g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
    analysis->imports = imported_names_new();
    analysis->imports_only = *code != '\0';
    analysis->empty = strcmp(code, "#") == 0;
    for (char **at = statements; *at; at++) {
        char *statement = g_strstrip(*at);
        char *equals = strstr(statement, " = ");
        bool import = g_str_has_prefix(statement, "import ");
        analysis->imports_only &= import;
        if (strcmp(statement, "!") == 0)
            analysis->fault = ANALYSIS_SYNTAX;
        else if (strcmp(statement, "md") == 0)
            analysis->language = LANGUAGE_MARKDOWN;
        else if (*statement == '%')
            analysis->run_mode = strcmp(statement, "%manual") == 0 ? RUN_MODE_MANUAL : RUN_MODE_CONFIRM;
        else if (import)
            add_import(analysis, statement + strlen("import "), defs, modules);
        else if (g_str_has_prefix(statement, "del "))
            add_words(deletes, statement + strlen("del ")), add_words(refs, statement + strlen("del "));
        else if (g_str_has_prefix(statement, "use "))
            add_words(refs, statement + strlen("use "));
        else if (equals)
            g_ptr_array_add(defs, g_strndup(statement, (gsize)(equals - statement))), add_words(refs, equals + 3);
    }
    if (analysis->fault == ANALYSIS_OK) {
        analysis_set_names(&analysis->modules, story_words(modules));
        analysis_set_names(&analysis->defs, story_words(defs));
        analysis_set_names(&analysis->refs, story_words(refs));
        analysis_set_names(&analysis->deletes, story_words(deletes));
    }
    return analysis;
}
