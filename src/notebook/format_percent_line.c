#include "notebook/format_percent_line.h"

#include <string.h>

#include "notebook/pytext.h"
#include "notebook/pyvalue.h"

/* --- quotes ----------------------------------------------------------------------------------------------------- */

void percent_quotes_read(PercentQuotes *quotes, const char *line)
{
    if (!quotes->triple && line[strspn(line, " \t\f\v")] == '#')
        return;
    char single = '\0';
    ptrdiff_t start = -1;
    for (const char *at = line; *at; at++) {
        if (*at == '#' && !single && !quotes->triple)
            break;
        if ((*at != '"' && *at != '\'') || (at > line && at[-1] == '\\'))
            continue;
        if (single) {
            if (single == *at)
                single = '\0';
            continue;
        }
        bool three = at >= line + 2 && at[-1] == *at && at[-2] == *at && at - line >= start + 3;
        if (three && (quotes->triple == *at || !quotes->triple)) {
            quotes->triple = quotes->triple ? '\0' : *at;
            start = at - line;
            continue;
        }
        if (!quotes->triple)
            single = *at;
    }
}

/* --- marks -------------------------------------------------------------------------------------------------------- */

bool percent_is_mark(const char *line, const char **options)
{
    *options = NULL;
    const char *at = line + strspn(line, " \t\f\v");
    if (*at != '#')
        return false;
    at++;
    at += strspn(at, " \t\f\v");
    if (g_str_has_prefix(at, "%%")) {
        const char *behind = at + 2 + strspn(at + 2, "%");
        if (*behind && strchr(" \t\f\v", *behind)) {
            *options = at + 2;
            return true;
        }
        return behind == at + 2 && !*behind;
    }
    if (g_str_has_prefix(at, "<codecell>"))
        at += strlen("<codecell>");
    else if (g_str_has_prefix(at, "In["))
        at += 3 + strspn(at + 3, "0123456789 ");
    else
        return false;
    if (*at == ']')
        at += 1 + (at[1] == ':');
    return !at[strspn(at, " \t\f\v")];
}

/* --- options -------------------------------------------------------------------------------------------------------- */

/* A value as JSON, or as Python writes it; NULL if it is neither.  The caller frees it. */
static char *read_value(const char *text, size_t length)
{
    PySlice stripped = pytext_strip((PySlice){text, length});
    if (stripped.length == 0)
        return NULL;
    g_autoptr(JsonValue) json = json_value_parse(stripped.bytes, (gssize)stripped.length, NULL);
    if (json)
        return json_value_to_text(json);
    g_autofree char *source = g_strndup(stripped.bytes, stripped.length);
    g_autoptr(Literal) literal = pyvalue_parse(source);
    if (literal->kind == LITERAL_EXPRESSION || literal->kind == LITERAL_OTHER || literal->incomplete)
        return NULL;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    pyvalue_write_json(writer, literal, source);
    return json_writer_steal(writer);
}

static bool is_key(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isalnum(text[i]) && !strchr("_.@/-", text[i]))
            return false;
    }
    return length > 0;
}

static bool is_word(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!(g_ascii_isalpha(text[i]) || strchr("_.", text[i]) || (i > 0 && g_ascii_isdigit(text[i]))))
            return false;
    }
    return length > 0;
}

static const char *last_of(const char *text, size_t length, char c)
{
    while (length > 0 && text[length - 1] != c)
        length--;
    return length ? text + length - 1 : NULL;
}

enum { OPTIONS_LIMIT = 8192 }; /* longer ones are a title: finding their keys takes the square of the time */

/* `key=value` and words without a value, read from the right: where a value begins can only be tried. */
static void read_pairs(GHashTable *found, const char *text, size_t length)
{
    for (;;) {
        PySlice rest = pytext_strip((PySlice){text, length});
        text = rest.bytes;
        length = rest.length;
        if (!length)
            return;
        const char *space = last_of(text, length, ' '), *word = space ? space + 1 : text;
        size_t size = (size_t)(text + length - word);
        if (!g_str_has_prefix(text, "--") && is_word(word, size)) {
            g_autofree char *key = g_strndup(word, size);
            if (!g_hash_table_contains(found, key))
                g_hash_table_insert(found, g_steal_pointer(&key), g_strdup("null"));
            length = space ? (size_t)(space - text) : 0;
            continue;
        }
        bool taken = false;
        for (const char *equals = last_of(text, length, '='); equals && !taken;
             equals = taken ? equals : last_of(text, (size_t)(equals - text), '=')) {
            PySlice before = pytext_rstrip((PySlice){text, (size_t)(equals - text)});
            const char *gap = last_of(before.bytes, before.length, ' '), *key = gap ? gap + 1 : text;
            size_t width = (size_t)(before.bytes + before.length - key);
            g_autofree char *value =
                is_key(key, width) ? read_value(equals + 1, (size_t)(text + length - equals) - 1) : NULL;
            if (!value)
                continue;
            g_hash_table_insert(found, g_strndup(key, width), g_steal_pointer(&value));
            length = gap ? (size_t)(gap - text) : 0;
            taken = true;
        }
        if (!taken)
            return;
    }
}

/* How much of the options is the title: all words before the first key. */
static size_t title_length(const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t end = equals ? (size_t)(equals - text) : length;
    if (equals) {
        while (end > 0 && text[end - 1] == ' ')
            end--;
        while (end > 0 && text[end - 1] != ' ')
            end--;
    }
    for (;;) { /* words that begin with a dot are attributes */
        while (end > 0 && text[end - 1] == ' ')
            end--;
        size_t word = end;
        while (word > 0 && text[word - 1] != ' ')
            word--;
        if (word == end || text[word] != '.')
            return end;
        end = word;
    }
}

/* [markdown], [raw], [md] anywhere in the title; takes it out. */
static const char *take_type(GString *title)
{
    static const char *const TYPES[] = {"markdown", "raw", "md"};
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        g_autofree char *mark = g_strdup_printf("[%s]", TYPES[i]);
        if (!strstr(title->str, mark))
            continue;
        g_string_replace(title, mark, "", 0);
        return i == 1 ? "raw" : "markdown";
    }
    return NULL;
}

static void write_pairs(JsonWriter *writer, GHashTable *pairs)
{
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(pairs), (GCompareFunc)strcmp);
    for (GList *key = keys; key; key = key->next) {
        json_writer_key(writer, key->data);
        json_writer_raw(writer, g_hash_table_lookup(pairs, key->data));
    }
}

JsonValue *percent_read_options(const char *options)
{
    PySlice text = pytext_strip((PySlice){options, strlen(options)});
    g_autoptr(GHashTable) pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *brace = memchr(text.bytes, '{', text.length), *equals = memchr(text.bytes, '=', text.length);
    size_t title_end = text.length;
    if (brace && (!equals || brace < equals)) { /* the options are one JSON object */
        title_end = (size_t)(brace - text.bytes);
        g_autoptr(JsonValue) object = json_value_parse(brace, (gssize)(text.length - title_end), NULL);
        for (JsonMember member = {0}; json_value_next(object, &member);)
            g_hash_table_insert(pairs, g_strdup(member.key), json_value_to_text(member.value));
    } else if (text.length <= OPTIONS_LIMIT) {
        title_end = title_length(text.bytes, text.length);
        read_pairs(pairs, text.bytes + title_end, text.length - title_end);
    }
    g_autoptr(GString) title = g_string_new_len(text.bytes, (gssize)title_end);
    const char *type = take_type(title);
    g_autofree char *quoted = type ? g_strdup_printf("\"%s\"", type) : NULL;
    if (quoted)
        g_hash_table_insert(pairs, g_strdup("cell_type"), g_steal_pointer(&quoted));
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    write_pairs(writer, pairs);
    json_writer_end_object(writer);
    return json_value_parse(json_writer_text(writer), -1, NULL);
}

/* --- magics ----------------------------------------------------------------------------------------------------------- */

/* Behind any number of "# " and "#". */
static const char *behind_marks(const char *at)
{
    while (*at == '#')
        at += 1 + (at[1] == ' ');
    return at;
}

/* `%name`, up to three of them. */
static bool is_percent_word(const char *at)
{
    size_t count = strspn(at, "%");
    return count >= 1 && count <= 3 && g_ascii_isalpha(at[count]);
}

static bool is_assigned_magic(const char *line)
{
    const char *at = behind_marks(line);
    at += strspn(at, " \t");
    if (!g_ascii_isalpha(*at) && *at != '_')
        return false;
    while (g_ascii_isalnum(*at) || *at == '_' || *at == '$')
        at++;
    at += strspn(at, " \t");
    if (*at++ != '=')
        return false;
    at += strspn(at, " \t");
    return is_percent_word(at) || (*at == '!' && g_ascii_isalpha(at[1]));
}

/* A command of a shell that IPython knows without a mark, unless it is assigned or called. */
static bool is_bare_command(const char *line)
{
    static const char *const COMMANDS[] = {"cat",  "cd",   "cp",    "mv", "rm",   "rmdir", "mkdir", "copy",
                                           "ddir", "echo", "ls", "ldir", "ren"};
    const char *at = behind_marks(line);
    size_t length = 0;
    while (g_ascii_islower(at[length]))
        length++;
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
        if (strlen(COMMANDS[i]) != length || memcmp(COMMANDS[i], at, length) != 0)
            continue;
        const char *rest = at + length;
        if (!*rest)
            return true;
        if (*rest != ' ' && *rest != '\t')
            return false;
        return !rest[1] || (rest[1] != '=' && rest[1] != ',');
    }
    return false;
}

bool percent_is_magic(const char *line)
{
    const char *start = line + strspn(line, " \t\f\v"), *at = behind_marks(start);
    if (is_percent_word(at))
        return !(strstr(at, "noescape") && strchr(at, '#'));
    at += strspn(at, " \t");
    if (*at == '?' || *at == '!') {
        at++;
        at += strspn(at, " \t");
        if (g_ascii_isalpha(*at) || (*at && strchr(".~$\\/{}", *at)))
            return true;
    }
    if (is_assigned_magic(line))
        return true;
    at = start; /* `name?` */
    while (g_str_has_prefix(at, "# "))
        at += 2;
    size_t word = strcspn(at, " \t\f\v");
    if (word && at[word - 1] == '?' && !at[word + strspn(at + word, " \t\f\v")])
        return true;
    return is_bare_command(line);
}

char *percent_uncommented(const char *line)
{
    return g_strdup(line + (g_str_has_prefix(line, "# ") ? 2 : *line == '#'));
}

static char *indented(const char *line, bool comment)
{
    size_t indent = strspn(line, " \t\f\v");
    if (comment)
        return g_strdup_printf("%.*s# %s", (int)indent, line, line + indent);
    g_autofree char *rest = percent_uncommented(line + indent);
    return g_strdup_printf("%.*s%s", (int)indent, line, rest);
}

static bool continues(const char *line)
{
    PySlice text = pytext_rstrip((PySlice){line, strlen(line)});
    return text.length && text.bytes[text.length - 1] == '\\';
}

static void change_magics(char **lines, bool comment)
{
    PercentQuotes quotes = {0};
    bool next = false;
    for (char **line = lines; *line; line++) {
        char *before = *line;
        if (!quotes.triple && (next || percent_is_magic(before))) {
            *line = comment && next ? g_strconcat("# ", before, NULL) : indented(before, comment);
            next = continues(before);
            percent_quotes_read(&quotes, before);
            g_free(before);
        } else {
            percent_quotes_read(&quotes, before);
        }
    }
}

void percent_comment_magics(char **lines)
{
    change_magics(lines, true);
}

void percent_uncomment_magics(char **lines)
{
    change_magics(lines, false);
}
