#include "engine/import_list.h"

#include <string.h>

/* The words of the code: names with dots, and single characters; comments and continuations are dropped,
 * the end of a statement is ";". */
static GPtrArray *split_words(const char *code, gsize size)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    int depth = 0;
    for (gsize i = 0; i < size;) {
        char c = code[i];
        if (c == '#') {
            while (i < size && code[i] != '\n')
                i++;
        } else if (c == '\\' && i + 1 < size && code[i + 1] == '\n') {
            i += 2;
        } else if (c == '\n' || c == ';') {
            if (depth == 0)
                g_ptr_array_add(words, g_strdup(";"));
            i++;
        } else if (g_ascii_isspace(c)) {
            i++;
        } else if (strchr("(),*", c)) {
            depth += (c == '(') - (c == ')');
            if (c == ',' || c == '*')
                g_ptr_array_add(words, g_strndup(code + i, 1));
            i++;
        } else {
            gsize start = i;
            while (i < size && !g_ascii_isspace(code[i]) && !strchr("(),*;#\\", code[i]))
                i++;
            if (i == start) /* a lone backslash or NUL */
                i++;
            g_ptr_array_add(words, g_strndup(code + start, i - start));
        }
    }
    g_ptr_array_add(words, g_strdup(";"));
    return words;
}

static const char *word(const GPtrArray *words, guint i)
{
    return i < words->len ? g_ptr_array_index(words, i) : ";";
}

/* "a.b as c" of `import`, "a as c" of `from module import`; the index behind it. */
static guint read_alias(GHashTable *imports, const GPtrArray *words, guint i, const char *module)
{
    const char *what = word(words, i++);
    g_autofree char *name = NULL;
    if (strcmp(word(words, i), "as") == 0) {
        name = g_strdup(word(words, i + 1));
        i += 2;
    } else {
        name = module ? g_strdup(what) : g_strndup(what, strcspn(what, "."));
    }
    char *meaning = module ? g_strconcat(module, ":", what, NULL) : g_strdup(what);
    g_hash_table_insert(imports, g_steal_pointer(&name), meaning);
    return i;
}

GHashTable *import_list(GBytes *code)
{
    gsize size;
    const char *text = g_bytes_get_data(code, &size);
    g_autoptr(GPtrArray) words = split_words(text ? text : "", size);
    GHashTable *imports = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < words->len;) {
        g_autofree char *module = NULL;
        if (strcmp(word(words, i), "from") == 0) {
            g_autoptr(GString) dotted = g_string_new(NULL); /* ". x" and ".x" are the same */
            for (i++; i < words->len && strcmp(word(words, i), "import") != 0 && strcmp(word(words, i), ";") != 0; i++)
                g_string_append(dotted, word(words, i));
            module = g_string_free(g_steal_pointer(&dotted), FALSE);
        } else if (strcmp(word(words, i), "import") != 0) {
            i++;
            continue;
        }
        for (i++; i < words->len && strcmp(word(words, i), ";") != 0;) {
            if (strcmp(word(words, i), ",") == 0)
                i++;
            else
                i = read_alias(imports, words, i, module);
        }
    }
    return imports;
}
