#include "base/settings.h"

#include <stdarg.h>
#include <string.h>

#include "base/files.h"

struct Settings {
    char *name;
    GStringChunk *strings; /* owns every section, key and value */
    GArray *list;          /* of Setting */
};

G_DEFINE_QUARK(tarn-settings-error-quark, settings_error)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

/* What a backslash and a letter stand for within double quotes. */
static char escaped(char letter)
{
    switch (letter) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'e':
        return '\033';
    default:
        return letter;
    }
}

/* Appends what stands in quotes at `at` and returns the place behind them; NULL if they stay open. */
static const char *read_quoted(const char *at, GString *into)
{
    char quote = *at++;
    for (; *at && *at != quote; at++) {
        if (quote == '"' && *at == '\\' && at[1])
            g_string_append_c(into, escaped(*++at));
        else
            g_string_append_c(into, *at);
    }
    return *at ? at + 1 : NULL;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* Whether a comment begins here: the caller knows that a blank or nothing stands before. */
static bool is_comment(const char *at)
{
    return at[0] == '#' && (at[1] == '\0' || is_blank(at[1]));
}

/* Whether ` = ` separates here. */
static bool is_separator(const char *start, const char *at)
{
    return at > start && is_blank(at[-1]) && at[0] == '=' && (at[1] == '\0' || is_blank(at[1]));
}

/* Reads the key and returns what follows the separator, or NULL and what is wrong in `problem`. */
static const char *read_key(const char *at, GString *key, const char **problem)
{
    const char *start = at;
    if (is_quote(*at)) {
        const char *behind = read_quoted(at, key);
        if (behind && is_blank(*behind) && is_separator(start, skip_blanks(behind)))
            return skip_blanks(behind) + 1;
        g_string_truncate(key, 0); /* a key that merely begins with a quote, like `"ayy` */
    }
    while (*at && !is_separator(start, at))
        at++;
    if (!*at) {
        *problem = "expected `key = value`, with blanks around the `=`";
        return NULL;
    }
    const char *end = at;
    while (end > start && is_blank(end[-1]))
        end--;
    g_string_append_len(key, start, end - start);
    return at + 1;
}

/* Reads the value; false and what is wrong in `problem` if there is more than a value. */
static bool read_value(const char *at, GString *value, const char **problem)
{
    at = skip_blanks(at);
    if (is_quote(*at)) {
        const char *behind = read_quoted(at, value);
        if (!behind) {
            *problem = "a quote is left open";
            return false;
        }
        const char *rest = skip_blanks(behind);
        if (*rest == '\0' || (rest > behind && is_comment(rest)))
            return true;
        g_string_truncate(value, 0); /* several words, of which the first is quoted: as it stands */
    }
    char quote = 0;
    const char *start = at;
    for (; *at; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (is_quote(*at) && (at == start || is_blank(at[-1])))
            quote = strchr(at + 1, *at) ? *at : 0;
        else if (is_comment(at) && (at == start || is_blank(at[-1])))
            break;
    }
    while (at > start && is_blank(at[-1]))
        at--;
    g_string_append_len(value, start, at - start);
    return true;
}

/* Reads a line; false and the reason if it is wrong. */
static bool read_line(Settings *settings, char *line, const char **section, unsigned number, const char **problem)
{
    g_strchomp(line);
    const char *at = skip_blanks(line);
    if (*at == '\0' || *at == '#')
        return true;

    size_t length = strlen(at);
    if (*at == '[' && at[length - 1] == ']' && !strstr(at, " = ")) {
        g_autofree char *name = g_strndup(at + 1, length - 2);
        *section = g_string_chunk_insert_const(settings->strings, g_strstrip(name));
        return true;
    }
    g_autoptr(GString) key = g_string_new(NULL);
    g_autoptr(GString) value = g_string_new(NULL);
    at = read_key(at, key, problem);
    if (!at || !read_value(at, value, problem))
        return false;

    if (!key->len) {
        *problem = "the key is empty";
        return false;
    }

    Setting setting = {
        .section = *section,
        .key = g_string_chunk_insert_const(settings->strings, key->str),
        .value = g_string_chunk_insert_const(settings->strings, value->str),
        .line = number,
    };
    g_array_append_val(settings->list, setting);
    return true;
}

GString *settings_text(const char *name, const char *bytes, size_t size, GError **error)
{
    const char *bad;
    if (g_utf8_validate_len(bytes, size, &bad))
        return g_string_new_len(bytes, (gssize)size);
    unsigned line = 1;
    for (const char *at = bytes; at < bad; at++)
        line += *at == '\n';
    g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s:%u: %s", name, line,
                *bad ? "the text is not UTF-8" : "a NUL byte");
    return NULL;
}

GString *settings_read(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, NULL, error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    return bytes ? settings_text(path, text ? text : "", size, error) : NULL;
}

Settings *settings_parse(const char *name, const char *bytes, gssize length, GError **error)
{
    g_autoptr(Settings) settings = g_new(Settings, 1);
    settings->name = g_strdup(name);
    settings->strings = g_string_chunk_new(1024);
    settings->list = g_array_new(FALSE, FALSE, sizeof(Setting));

    g_autoptr(GString) text = settings_text(name, bytes, length < 0 ? strlen(bytes) : (size_t)length, error);
    if (!text)
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
    const char *section = "";
    for (unsigned i = 0; lines[i]; i++) {
        const char *problem = NULL;
        if (!read_line(settings, lines[i], &section, i + 1, &problem)) {
            g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s:%u: %s", name, i + 1, problem);
            return NULL;
        }
    }
    return g_steal_pointer(&settings);
}

Settings *settings_load(const char *path, GError **error)
{
    g_autoptr(GString) text = settings_read(path, error);
    return text ? settings_parse(path, text->str, (gssize)text->len, error) : NULL;
}

void settings_free(Settings *settings)
{
    g_free(settings->name);
    g_string_chunk_free(settings->strings);
    g_array_unref(settings->list);
    g_free(settings);
}

size_t settings_count(const Settings *settings)
{
    return settings->list->len;
}

Setting settings_at(const Settings *settings, size_t index)
{
    return g_array_index(settings->list, Setting, index);
}

const char *settings_get(const Settings *settings, const char *section, const char *key)
{
    for (size_t i = settings->list->len; i-- > 0;) {
        Setting setting = settings_at(settings, i);
        if (strcmp(setting.section, section) == 0 && strcmp(setting.key, key) == 0)
            return setting.value;
    }
    return NULL;
}

bool settings_fail(const Settings *settings, const Setting *setting, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s:%u: %s", settings->name, setting->line, message);
    return false;
}

char **settings_words(const char *value, GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (const char *at = skip_blanks(value); *at; at = skip_blanks(at)) {
        g_autoptr(GString) word = g_string_new(NULL);
        if (is_quote(*at)) {
            at = read_quoted(at, word);
            if (!at) {
                g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "a quote is left open");
                return NULL;
            }
        } else {
            while (*at && !is_blank(*at))
                g_string_append_c(word, *at++);
        }
        g_ptr_array_add(words, g_strdup(word->str));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}
