#include "notebook/parameter.h"

#include <string.h>

#include "notebook/pyliteral.h"
#include "notebook/pytoken.h"

G_DEFINE_QUARK(tarn-parameter-error-quark, parameter_error)

typedef enum { VALUE_NOTHING, VALUE_NONE, VALUE_BOOL, VALUE_INT, VALUE_FLOAT, VALUE_COMPLEX, VALUE_STRING, VALUE_BYTES,
               VALUE_LIST, VALUE_TUPLE, VALUE_SET, VALUE_DICT } ValueType;

static const char *const TYPES[] = {
    [VALUE_NOTHING] = "no literal", [VALUE_NONE] = "None",       [VALUE_BOOL] = "a bool (True or False)",
    [VALUE_INT] = "an int",         [VALUE_FLOAT] = "a float",   [VALUE_COMPLEX] = "a complex number",
    [VALUE_STRING] = "a string",    [VALUE_BYTES] = "bytes",     [VALUE_LIST] = "a list",
    [VALUE_TUPLE] = "a tuple",      [VALUE_SET] = "a set",       [VALUE_DICT] = "a dict",
};

/* Values within values: no deeper than a person would write. */
enum { DEEPEST = 100 };

/* --- literals -------------------------------------------------------------------------------------------------- */

static bool is_blank(const TokenList *tokens, guint index)
{
    int kind = tokens->all[index].kind;
    return kind == TOKEN_NL || kind == TOKEN_COMMENT;
}

static void skip_blanks(const TokenList *tokens, guint *at)
{
    while (*at < tokens->count && is_blank(tokens, *at))
        ++*at;
}

static ValueType type_of_number(const TokenList *tokens, guint index)
{
    const Token *token = &tokens->all[index];
    const char *text = tokens->text + token->start;
    size_t length = token->end - token->start;
    if (strchr("jJ", text[length - 1]))
        return VALUE_COMPLEX;
    if (length > 1 && text[0] == '0' && strchr("xXoObB", text[1]))
        return VALUE_INT;
    for (size_t i = 0; i < length; i++) {
        if (strchr(".eE", text[i]))
            return VALUE_FLOAT;
    }
    return VALUE_INT;
}

/* Strings behind each other are one. */
static ValueType take_strings(const TokenList *tokens, guint *at, bool bracketed)
{
    bool text = true, bytes = true;
    while (*at < tokens->count && tokens->all[*at].kind == TOKEN_STRING) {
        const char *quote = tokens->text + tokens->all[*at].start;
        bool has_b = false;
        for (; *quote != '"' && *quote != '\''; quote++)
            has_b |= *quote == 'b' || *quote == 'B';
        text &= pyliteral_is_text(tokens, *at);
        bytes &= has_b;
        ++*at;
        if (bracketed)
            skip_blanks(tokens, at);
    }
    return text ? VALUE_STRING : bytes ? VALUE_BYTES : VALUE_NOTHING;
}

static ValueType take_value(const TokenList *tokens, guint *at, bool bracketed, int depth);

/* Behind the opening bracket, up to and with the closing one. */
static ValueType take_elements(const TokenList *tokens, guint *at, char open, int depth)
{
    char close = open == '[' ? ']' : open == '(' ? ')' : '}';
    guint count = 0, pairs = 0, commas = 0;
    ValueType inner = VALUE_NOTHING;
    for (skip_blanks(tokens, at); *at < tokens->count && !pytoken_is_op(tokens, *at, close); skip_blanks(tokens, at)) {
        inner = take_value(tokens, at, true, depth + 1);
        skip_blanks(tokens, at);
        if (inner != VALUE_NOTHING && open == '{' && *at < tokens->count && pytoken_is_op(tokens, *at, ':')) {
            ++*at;
            pairs++;
            inner = take_value(tokens, at, true, depth + 1);
            skip_blanks(tokens, at);
        }
        bool more = *at < tokens->count && pytoken_is_op(tokens, *at, ',');
        if (inner == VALUE_NOTHING || *at >= tokens->count || (!more && !pytoken_is_op(tokens, *at, close)))
            return VALUE_NOTHING;
        count++;
        commas += more;
        *at += more;
    }
    if (*at >= tokens->count || (pairs > 0 && pairs != count))
        return VALUE_NOTHING;
    ++*at;
    if (open == '[')
        return VALUE_LIST;
    if (open == '(')
        return count == 1 && commas == 0 ? inner : VALUE_TUPLE;
    return count > 0 && pairs == 0 ? VALUE_SET : VALUE_DICT;
}

static ValueType take_value(const TokenList *tokens, guint *at, bool bracketed, int depth)
{
    if (bracketed)
        skip_blanks(tokens, at);
    if (depth > DEEPEST || *at >= tokens->count)
        return VALUE_NOTHING;
    if (tokens->all[*at].kind == TOKEN_STRING)
        return take_strings(tokens, at, bracketed);
    guint first = *at;
    if (pytoken_is_op(tokens, *at, '-') || pytoken_is_op(tokens, *at, '+'))
        ++*at;
    if (*at < tokens->count && tokens->all[*at].kind == TOKEN_NUMBER)
        return type_of_number(tokens, (*at)++);
    if (*at != first)
        return VALUE_NOTHING;
    ++*at;
    if (pytoken_is(tokens, first, "None"))
        return VALUE_NONE;
    if (pytoken_is(tokens, first, "True") || pytoken_is(tokens, first, "False"))
        return VALUE_BOOL;
    if (pytoken_bracket(tokens, first) > 0)
        return take_elements(tokens, at, tokens->all[first].op, depth);
    return VALUE_NOTHING;
}

/* The type of a text that is one value and nothing else. */
static ValueType type_of_text(const char *text)
{
    g_autoptr(TokenList) tokens = pytoken_scan(text, strlen(text));
    guint at = 0;
    ValueType type = tokens->fault == TOKEN_FAULT_NONE ? take_value(tokens, &at, false, 0) : VALUE_NOTHING;
    for (; at < tokens->count; at++) {
        if (tokens->all[at].kind != TOKEN_NEWLINE && tokens->all[at].kind != TOKEN_END && !is_blank(tokens, at))
            return VALUE_NOTHING;
    }
    return type;
}

/* --- where it stands ---------------------------------------------------------------------------------------------- */

typedef struct {
    ValueType type;
    guint first, end; /* tokens */
    uint32_t line;    /* from 1; 0: the name is not assigned at the top level */
    bool twice;
} Place;

static bool ends_statement(const TokenList *tokens, guint index)
{
    int kind = tokens->all[index].kind;
    return kind == TOKEN_NEWLINE || kind == TOKEN_END || kind == TOKEN_COMMENT || pytoken_is_op(tokens, index, ';');
}

/* `name = ` or `name: T = ` begins at `at`: the token behind the sign, or 0. */
static guint behind_sign(const TokenList *tokens, guint at, const char *name)
{
    if (tokens->all[at].kind != TOKEN_NAME || !pytoken_is(tokens, at, name) || at + 1 >= tokens->count)
        return 0;
    bool annotated = pytoken_is_op(tokens, ++at, ':');
    int depth = 0;
    for (; annotated && at < tokens->count && !(depth == 0 && ends_statement(tokens, at)); at++) {
        depth += pytoken_bracket(tokens, at);
        if (depth == 0 && pytoken_is_op(tokens, at, '='))
            break;
    }
    return at < tokens->count && pytoken_is_op(tokens, at, '=') ? at + 1 : 0;
}

static Place find_literal(const TokenList *tokens, const char *name)
{
    Place place = {0};
    int depth = 0, indent = 0;
    bool begins = true;
    for (guint i = 0; i < tokens->count; i++) {
        int kind = tokens->all[i].kind;
        indent += (kind == TOKEN_INDENT) - (kind == TOKEN_DEDENT);
        guint value = begins && indent == 0 ? behind_sign(tokens, i, name) : 0;
        if (value) {
            guint at = value;
            ValueType type = take_value(tokens, &at, false, 0);
            bool whole = at < tokens->count && ends_statement(tokens, at);
            bool twice = place.line > 0;
            place = (Place){whole ? type : VALUE_NOTHING, value, at, tokens->all[i].line + 1, twice};
        }
        depth += pytoken_bracket(tokens, i);
        bool between = kind == TOKEN_NEWLINE || kind == TOKEN_INDENT || kind == TOKEN_DEDENT ||
                       pytoken_is_op(tokens, i, ';');
        begins = depth == 0 && (between || (begins && is_blank(tokens, i)));
    }
    return place;
}

/* --- values --------------------------------------------------------------------------------------------------------- */

static void append_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_printf(out, "\\%c", *text);
        else if (*text == '\n')
            g_string_append(out, "\\n");
        else if ((unsigned char)*text < 0x20 || *text == 0x7f)
            g_string_append_printf(out, "\\x%02x", (unsigned char)*text);
        else
            g_string_append_c(out, *text);
    }
    g_string_append_c(out, '"');
}

/* As Python writes it: the shortest that is read back as the same. */
static void append_real(GString *out, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    for (int digits = 15; digits <= 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    g_string_append_printf(out, "%s%s", text, strpbrk(text, ".en") ? "" : ".0");
}

static void append_json(GString *out, const JsonValue *value)
{
    JsonMember member = {0};
    switch (json_value_kind(value)) {
    case JSON_KIND_NULL:
        g_string_append(out, "None");
        break;
    case JSON_KIND_BOOL:
        g_string_append(out, json_value_bool(value, false) ? "True" : "False");
        break;
    case JSON_KIND_INTEGER:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, (gint64)json_value_integer(value, 0));
        break;
    case JSON_KIND_REAL:
        append_real(out, json_value_real(value, 0));
        break;
    case JSON_KIND_STRING:
        append_quoted(out, json_value_string(value));
        break;
    case JSON_KIND_ARRAY:
        g_string_append_c(out, '[');
        for (size_t i = 0; i < json_value_length(value); i++) {
            g_string_append(out, i > 0 ? ", " : "");
            append_json(out, json_value_at(value, i));
        }
        g_string_append_c(out, ']');
        break;
    case JSON_KIND_OBJECT:
        g_string_append_c(out, '{');
        for (const char *between = ""; json_value_next(value, &member); between = ", ") {
            g_string_append(out, between);
            append_quoted(out, member.key);
            g_string_append(out, ": ");
            append_json(out, member.value);
        }
        g_string_append_c(out, '}');
        break;
    }
}

/* The source that stands for `value` where the literal is of `type`, or NULL. */
static char *source_for(ValueType type, const char *value, bool bare)
{
    ValueType given = type_of_text(value);
    bool decimal = strspn(value, "+-0123456789_") == strlen(value);
    if (type == VALUE_NOTHING)
        return NULL;
    if (given != VALUE_NOTHING && (given == type || type == VALUE_NONE))
        return g_strdup(value);
    if (type == VALUE_FLOAT && given == VALUE_INT && decimal)
        return g_strdup_printf("%s.0", value);
    if (type != VALUE_STRING || !bare)
        return NULL;
    GString *quoted = g_string_new(NULL);
    append_quoted(quoted, value);
    return g_string_free(quoted, FALSE);
}

static CellSnapshot *replace(const CellSnapshot *cell, const char *name, const char *value, bool bare, GError **error)
{
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    g_autoptr(TokenList) tokens = pytoken_scan(code ? code : "", size);
    Place place = find_literal(tokens, name);
    if (place.type == VALUE_NOTHING || place.twice) {
        g_set_error(error, PARAMETER_ERROR, PARAMETER_ERROR_NO_LITERAL,
                    place.twice  ? "line %u: assigns it more than once"
                    : place.line ? "line %u: what it is assigned is no literal"
                                 : "it is not assigned there, alone and at the top level", place.line);
        return NULL;
    }
    g_autofree char *source = g_utf8_validate(value, -1, NULL) ? source_for(place.type, value, bare) : NULL;
    uint32_t start = tokens->all[place.first].start, end = tokens->all[place.end - 1].end;
    if (!source) {
        g_set_error(error, PARAMETER_ERROR, PARAMETER_ERROR_TYPE, "line %u: it is %s there, %.*s; %s is not",
                    place.line, TYPES[place.type], (int)MIN(end - start, 60), code + start, value);
        return NULL;
    }
    g_autoptr(GString) changed = g_string_new_len(code, (gssize)size);
    g_string_erase(changed, start, end - start);
    g_string_insert(changed, start, source);
    return cell_snapshot_new(cell->id, cell->revision + 1, cell->name, cell->kind, &cell->config, changed->str,
                             (gssize)changed->len);
}

CellSnapshot *parameter_set(const CellSnapshot *cell, const char *name, const char *value, GError **error)
{
    return replace(cell, name, value, true, error);
}

CellSnapshot *parameter_set_json(const CellSnapshot *cell, const char *name, const JsonValue *value, GError **error)
{
    g_autoptr(GString) source = g_string_new(NULL);
    append_json(source, value);
    return replace(cell, name, source->str, false, error);
}
