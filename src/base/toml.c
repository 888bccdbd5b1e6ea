#include "base/toml.h"

#include <stdbool.h>
#include <string.h>

typedef struct {
    const char *at;
    int line;
} Scan;

static void skip_line(Scan *scan)
{
    scan->at += strcspn(scan->at, "\n");
}

static void next_line(Scan *scan)
{
    skip_line(scan);
    if (*scan->at) {
        scan->at++;
        scan->line++;
    }
}

/* Copies a string with its quotes, over several lines if there are three of them. */
static void copy_string(Scan *scan, GString *out)
{
    char quote = *scan->at;
    bool triple = scan->at[1] == quote && scan->at[2] == quote;
    size_t ends = triple ? 3 : 1;
    const char *from = scan->at;
    for (scan->at += ends; *scan->at; scan->at++) {
        if (*scan->at == '\n' && !triple)
            break;
        scan->line += *scan->at == '\n';
        if (*scan->at == '\\' && quote == '"' && scan->at[1] && scan->at[1] != '\n') {
            scan->at++;
        } else if (*scan->at == quote && (!triple || (scan->at[1] == quote && scan->at[2] == quote))) {
            scan->at += ends;
            break;
        }
    }
    g_string_append_len(out, from, scan->at - from);
}

/* Up to the end of the line, or of the array or inline table that begins on it. */
static char *take_value(Scan *scan)
{
    GString *out = g_string_new(NULL);
    for (int depth = 0; *scan->at && (*scan->at != '\n' || depth > 0);) {
        if (*scan->at == '"' || *scan->at == '\'') {
            copy_string(scan, out);
            continue;
        }
        if (*scan->at == '#') {
            skip_line(scan);
            continue;
        }
        depth += (*scan->at == '[' || *scan->at == '{') - (*scan->at == ']' || *scan->at == '}');
        scan->line += *scan->at == '\n';
        g_string_append_c(out, *scan->at++);
    }
    return g_strstrip(g_string_free(out, FALSE));
}

static char *without_blanks(const char *text, size_t length)
{
    GString *name = g_string_new(NULL);
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isspace(text[i]))
            g_string_append_c(name, text[i]);
    }
    return g_string_free(name, FALSE);
}

void toml_each(const char *text, TomlEach *each, gpointer self)
{
    g_autofree char *table = g_strdup("");
    Scan scan = {text, 1};
    while (*scan.at) {
        scan.at += strspn(scan.at, " \t\r");
        size_t key = strcspn(scan.at, "=#\n");
        int line = scan.line;
        if (*scan.at == '[') {
            g_free(table);
            table = without_blanks(scan.at + 1, strcspn(scan.at + 1, "]\n"));
        } else if (scan.at[key] == '=') {
            g_autofree char *plain = without_blanks(scan.at, key);
            g_autofree char *name = *table ? g_strconcat(table, ".", plain, NULL) : g_strdup(plain);
            scan.at += key + 1;
            g_autofree char *value = take_value(&scan);
            each(self, line, name, value);
        }
        next_line(&scan);
    }
}

char *toml_of_script(const char *text)
{
    g_autoptr(GString) toml = g_string_new(NULL);
    bool inside = false;
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n"), shown = length - (length > 0 && line[length - 1] == '\r');
        if (inside && shown == 5 && strncmp(line, "# ///", 5) == 0)
            return g_string_free(g_steal_pointer(&toml), FALSE);
        if (inside && *line != '#')
            break;
        if (inside)
            g_string_append_len(toml, line + 1, (gssize)length - 1);
        inside = inside || (shown == 12 && strncmp(line, "# /// script", 12) == 0);
        line += length;
        if (*line) {
            g_string_append_c(toml, '\n');
            line++;
        }
    }
    return g_strdup("");
}

/* One string, without its quotes; NULL: it is none. */
static char *take_string(const char **at)
{
    char quote = **at;
    if (quote != '"' && quote != '\'')
        return NULL;
    GString *string = g_string_new(NULL);
    const char *c = *at + 1;
    for (; *c && *c != quote && *c != '\n'; c++) {
        if (quote == '"' && *c == '\\' && strchr("\"\\", c[1]) && c[1])
            c++;
        g_string_append_c(string, *c);
    }
    *at = c + (*c == quote);
    if (*c == quote)
        return g_string_free(string, FALSE);
    g_string_free(string, TRUE);
    return NULL;
}

char **toml_strings(const char *value)
{
    if (*value != '[')
        return NULL;
    g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
    const char *at = value + 1;
    for (;;) {
        at += strspn(at, " \t\r\n");
        if (*at == ']')
            break;
        char *string = take_string(&at);
        if (!string)
            return NULL;
        g_ptr_array_add(strings, string);
        at += strspn(at, " \t\r\n");
        if (*at != ',' && *at != ']')
            return NULL;
        at += *at == ',';
    }
    g_ptr_array_add(strings, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&strings), FALSE);
}
