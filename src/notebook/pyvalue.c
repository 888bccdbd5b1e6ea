#include "notebook/pyvalue.h"

#include <string.h>

static void append_escape(GString *out, gunichar c)
{
    static const char SHORT[] = {['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r', ['\\'] = '\\'};
    if (c < G_N_ELEMENTS(SHORT) && SHORT[c])
        g_string_append_printf(out, "\\%c", SHORT[c]);
    else if (c <= 0xff)
        g_string_append_printf(out, "\\x%02x", c);
    else
        g_string_append_printf(out, c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

/* str.isprintable: no separators but the space. */
static bool is_printable(gunichar c)
{
    if (c < 0x80)
        return c >= ' ' && c != 0x7f;
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SPACE_SEPARATOR: return false;
    default: return true;
    }
}

void pyvalue_append_repr(GString *out, const char *text, size_t length)
{
    bool single = memchr(text, '\'', length) != NULL, twice = memchr(text, '"', length) != NULL;
    char quote = single && !twice ? '"' : '\'';
    g_string_append_c(out, quote);
    for (const char *at = text, *end = text + length; at < end; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == (gunichar)quote)
            g_string_append_printf(out, "\\%c", quote);
        else if (c == '\\' || !is_printable(c))
            append_escape(out, c);
        else
            g_string_append_unichar(out, c);
    }
    g_string_append_c(out, quote);
}

Literal *pyvalue_parse(const char *source)
{
    g_autoptr(TokenList) tokens = pytoken_scan(source, strlen(source));
    guint end = tokens->count;
    while (end > 0 && (tokens->all[end - 1].kind == TOKEN_END || tokens->all[end - 1].kind == TOKEN_NEWLINE))
        end--;
    return pyliteral_evaluate(tokens, 0, end);
}

/* --- JSON ------------------------------------------------------------------------------------------------------ */

static void append_json(GString *out, const JsonValue *value, int depth)
{
    switch (json_value_kind(value)) {
    case JSON_KIND_NULL: g_string_append(out, "None"); break;
    case JSON_KIND_BOOL: g_string_append(out, json_value_bool(value, false) ? "True" : "False"); break;
    case JSON_KIND_STRING: {
        const char *text = json_value_string(value);
        pyvalue_append_repr(out, text, strlen(text));
        break;
    }
    case JSON_KIND_ARRAY:
        g_string_append_c(out, '[');
        for (size_t i = 0; i < json_value_length(value) && depth < 16; i++) {
            g_string_append(out, i ? ", " : "");
            append_json(out, json_value_at(value, i), depth + 1);
        }
        g_string_append_c(out, ']');
        break;
    case JSON_KIND_OBJECT: {
        g_string_append_c(out, '{');
        bool first = true;
        for (JsonMember member = {0}; depth < 16 && json_value_next(value, &member); first = false) {
            g_string_append(out, first ? "" : ", ");
            pyvalue_append_repr(out, member.key, strlen(member.key));
            g_string_append(out, ": ");
            append_json(out, member.value, depth + 1);
        }
        g_string_append_c(out, '}');
        break;
    }
    default: {
        g_autofree char *number = json_value_to_text(value);
        g_string_append(out, number);
    }
    }
}

char *pyvalue_from_json(const JsonValue *value)
{
    GString *out = g_string_new(NULL);
    append_json(out, value, 0);
    return g_string_free(out, FALSE);
}

void pyvalue_write_json(JsonWriter *writer, const Literal *value, const char *source)
{
    switch (value->kind) {
    case LITERAL_NONE: json_writer_null(writer); break;
    case LITERAL_BOOL: json_writer_bool(writer, value->number != 0); break;
    case LITERAL_INT: json_writer_integer(writer, value->number); break;
    case LITERAL_STRING: json_writer_bytes(writer, value->string->str, (gssize)value->string->len); break;
    case LITERAL_LIST:
        json_writer_begin_array(writer);
        for (guint i = 0; i < value->list->len; i++)
            pyvalue_write_json(writer, g_ptr_array_index(value->list, i), "");
        json_writer_end_array(writer);
        break;
    default: json_writer_string(writer, source);
    }
}

/* --- YAML and repr ---------------------------------------------------------------------------------------------- */

YamlTree *pyvalue_to_yaml(const Literal *value, const char *source)
{
    g_autofree char *number = NULL;
    switch (value->kind) {
    case LITERAL_NONE: return yaml_tree_new(YAML_OTHER, "null");
    case LITERAL_BOOL: return yaml_tree_new(YAML_OTHER, value->number ? "true" : "false");
    case LITERAL_INT:
        number = g_strdup_printf("%" G_GINT64_FORMAT, value->number);
        return yaml_tree_new(YAML_OTHER, number);
    case LITERAL_STRING: return yaml_tree_new(YAML_STRING, value->string->str);
    case LITERAL_LIST: {
        YamlTree *list = yaml_tree_new(YAML_LIST, NULL);
        for (guint i = 0; i < value->list->len; i++)
            g_ptr_array_add(list->items, pyvalue_to_yaml(g_ptr_array_index(value->list, i), ""));
        return list;
    }
    default: return yaml_tree_new(YAML_OTHER, source);
    }
}

char *pyvalue_repr(const Literal *value, const char *source)
{
    GString *out = g_string_new(NULL);
    switch (value->kind) {
    case LITERAL_NONE: g_string_append(out, "None"); break;
    case LITERAL_BOOL: g_string_append(out, value->number ? "True" : "False"); break;
    case LITERAL_INT: g_string_append_printf(out, "%" G_GINT64_FORMAT, value->number); break;
    case LITERAL_STRING: pyvalue_append_repr(out, value->string->str, value->string->len); break;
    case LITERAL_LIST:
        g_string_append_c(out, '[');
        for (guint i = 0; i < value->list->len; i++) {
            g_autofree char *item = pyvalue_repr(g_ptr_array_index(value->list, i), "");
            g_string_append_printf(out, "%s%s", i ? ", " : "", item);
        }
        g_string_append_c(out, ']');
        break;
    default: g_string_append(out, source);
    }
    return g_string_free(out, FALSE);
}
