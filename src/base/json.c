#include "base/json.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

G_DEFINE_QUARK(tarn-json-error-quark, json_error)

/* --- reading: a JsonValue is the library's own value under our name ---------------------------- */

static const json_t *inside(const JsonValue *value)
{
    return (const json_t *)value;
}

JsonValue *json_value_parse(const char *text, gssize length, GError **error)
{
    json_error_t problem;
    size_t size = length < 0 ? strlen(text) : (size_t)length;
    json_t *value = json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &problem);
    if (!value)
        g_set_error(error, JSON_ERROR, JSON_ERROR_SYNTAX, "%d:%d: %s", problem.line, problem.column, problem.text);
    return (JsonValue *)value;
}

JsonValue *json_value_ref(JsonValue *value)
{
    return (JsonValue *)json_incref((json_t *)value);
}

void json_value_unref(JsonValue *value)
{
    json_decref((json_t *)value);
}

JsonKind json_value_kind(const JsonValue *value)
{
    static const JsonKind KINDS[] = {
        [JSON_NULL] = JSON_KIND_NULL,     [JSON_TRUE] = JSON_KIND_BOOL,   [JSON_FALSE] = JSON_KIND_BOOL,
        [JSON_REAL] = JSON_KIND_REAL,     [JSON_ARRAY] = JSON_KIND_ARRAY, [JSON_OBJECT] = JSON_KIND_OBJECT,
        [JSON_STRING] = JSON_KIND_STRING, [JSON_INTEGER] = JSON_KIND_INTEGER,
    };
    return value ? KINDS[json_typeof(inside(value))] : JSON_KIND_NULL;
}

const JsonValue *json_value_get(const JsonValue *object, const char *key)
{
    return (const JsonValue *)json_object_get(inside(object), key);
}

const JsonValue *json_value_at(const JsonValue *array, size_t index)
{
    return (const JsonValue *)json_array_get(inside(array), index);
}

size_t json_value_length(const JsonValue *value)
{
    return json_is_object(inside(value)) ? json_object_size(inside(value)) : json_array_size(inside(value));
}

const char *json_value_string(const JsonValue *value)
{
    return json_string_value(inside(value));
}

int64_t json_value_integer(const JsonValue *value, int64_t fallback)
{
    return json_is_integer(inside(value)) ? json_integer_value(inside(value)) : fallback;
}

double json_value_real(const JsonValue *value, double fallback)
{
    return json_is_number(inside(value)) ? json_number_value(inside(value)) : fallback;
}

bool json_value_bool(const JsonValue *value, bool fallback)
{
    return json_is_boolean(inside(value)) ? json_is_true(inside(value)) : fallback;
}

bool json_value_next(const JsonValue *object, JsonMember *member)
{
    json_t *walked = (json_t *)object;
    if (!json_is_object(walked))
        return false;
    member->position = member->position ? json_object_iter_next(walked, member->position) : json_object_iter(walked);
    if (!member->position)
        return false;
    member->key = json_object_iter_key(member->position);
    member->value = (const JsonValue *)json_object_iter_value(member->position);
    return true;
}

char *json_value_to_text(const JsonValue *value)
{
    if (!value)
        return g_strdup("null");
    char *text = json_dumps(inside(value), JSON_COMPACT | JSON_ENCODE_ANY);
    char *copy = g_strdup(text); /* for g_free */
    free(text);
    return copy;
}

/* --- writing: the library would want the whole tree first, so this is our own -------------------- */

struct JsonWriter {
    GString *text;
    int indent;
    int depth;
    bool first;     /* nothing yet in the innermost object or array */
    bool after_key; /* the next value needs no separator */
};

JsonWriter *json_writer_new(int indent)
{
    JsonWriter *writer = g_new0(JsonWriter, 1);
    writer->text = g_string_new(NULL);
    writer->indent = indent;
    writer->first = true;
    return writer;
}

void json_writer_free(JsonWriter *writer)
{
    g_string_free(writer->text, TRUE);
    g_free(writer);
}

static void new_line(JsonWriter *writer)
{
    if (writer->indent > 0)
        g_string_append_printf(writer->text, "\n%*s", writer->indent * writer->depth, "");
}

/* What must stand between the value before and the next one. */
static void separate(JsonWriter *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (!writer->first)
        g_string_append(writer->text, writer->indent > 0 ? "," : ", ");
    if (writer->depth > 0)
        new_line(writer);
    writer->first = false;
}

static void begin(JsonWriter *writer, char bracket)
{
    separate(writer);
    g_string_append_c(writer->text, bracket);
    writer->depth++;
    writer->first = true;
}

static void end(JsonWriter *writer, char bracket)
{
    writer->depth--;
    if (!writer->first)
        new_line(writer);
    g_string_append_c(writer->text, bracket);
    writer->first = false;
}

void json_writer_begin_object(JsonWriter *writer)
{
    begin(writer, '{');
}

void json_writer_end_object(JsonWriter *writer)
{
    end(writer, '}');
}

void json_writer_begin_array(JsonWriter *writer)
{
    begin(writer, '[');
}

void json_writer_end_array(JsonWriter *writer)
{
    end(writer, ']');
}

void json_writer_key(JsonWriter *writer, const char *key)
{
    json_writer_string(writer, key);
    g_string_append(writer->text, ": ");
    writer->after_key = true;
}

/* Control characters, quotes and backslashes; everything else stands for itself in UTF-8. */
static void append_escaped(GString *text, const char *bytes, size_t length)
{
    static const char SHORT[256] = {
        ['"'] = '"', ['\\'] = '\\', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['\b'] = 'b', ['\f'] = 'f',
    };
    size_t plain = 0; /* start of the bytes not yet copied */
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x20 && byte != 0x7f && !SHORT[byte])
            continue;
        g_string_append_len(text, bytes + plain, (gssize)(i - plain));
        plain = i + 1;
        if (SHORT[byte])
            g_string_append_printf(text, "\\%c", SHORT[byte]);
        else
            g_string_append_printf(text, "\\u%04x", byte);
    }
    g_string_append_len(text, bytes + plain, (gssize)(length - plain));
}

void json_writer_bytes(JsonWriter *writer, const char *bytes, gssize length)
{
    if (length < 0)
        length = (gssize)strlen(bytes);
    separate(writer);
    g_string_append_c(writer->text, '"');
    const char *rest = bytes;
    const char *limit = bytes + length;
    while (rest < limit) {
        const char *bad;
        /* NULs are fine in JSON, but not for this check, which therefore stops at them. */
        bool valid = g_utf8_validate(rest, limit - rest, &bad);
        append_escaped(writer->text, rest, (size_t)(bad - rest));
        if (valid)
            break;
        g_string_append(writer->text, *bad ? "\xef\xbf\xbd" : "\\u0000");
        rest = bad + 1;
    }
    g_string_append_c(writer->text, '"');
}

void json_writer_string(JsonWriter *writer, const char *text)
{
    if (text)
        json_writer_bytes(writer, text, -1);
    else
        json_writer_null(writer);
}

void json_writer_raw(JsonWriter *writer, const char *json)
{
    separate(writer);
    g_string_append(writer->text, json);
}

void json_writer_integer(JsonWriter *writer, int64_t number)
{
    enum { MOST_DIGITS = 20 };
    char digits[MOST_DIGITS]; /* from the end; printf() would take most of the time of a long list */
    size_t at = MOST_DIGITS;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        digits[--at] = '-';
    separate(writer);
    g_string_append_len(writer->text, digits + at, (gssize)(MOST_DIGITS - at));
}

void json_writer_real(JsonWriter *writer, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    json_writer_raw(writer, isfinite(number) ? g_ascii_dtostr(digits, sizeof digits, number) : "null");
}

void json_writer_bool(JsonWriter *writer, bool truth)
{
    json_writer_raw(writer, truth ? "true" : "false");
}

void json_writer_null(JsonWriter *writer)
{
    json_writer_raw(writer, "null");
}

void json_writer_strings(JsonWriter *writer, char *const *strings)
{
    json_writer_begin_array(writer);
    for (; strings && *strings; strings++)
        json_writer_string(writer, *strings);
    json_writer_end_array(writer);
}

const char *json_writer_text(const JsonWriter *writer)
{
    return writer->text->str;
}

char *json_writer_steal(JsonWriter *writer)
{
    char *text = g_string_free(writer->text, FALSE);
    writer->text = g_string_new(NULL);
    writer->depth = 0;
    writer->first = true;
    writer->after_key = false;
    return text;
}

/* --- order ------------------------------------------------------------------------------------------------------- */

/* What stands for the character at `text` in ASCII. */
static void escape(const char *text, char escaped[16])
{
    gunichar c = g_utf8_get_char(text);
    if (c < 0x7F)
        g_snprintf(escaped, 16, "%c", (int)c);
    else if (c < 0x10000)
        g_snprintf(escaped, 16, "\\u%04x", c);
    else
        g_snprintf(escaped, 16, "\\u%04x\\u%04x", 0xD7C0 + (c >> 10), 0xDC00 + (c & 0x3FF));
}

gint json_compare_texts(gconstpointer a, gconstpointer b)
{
    const char *one = *(char *const *)a, *other = *(char *const *)b;
    while (*one && g_utf8_get_char(one) == g_utf8_get_char(other)) {
        one = g_utf8_next_char(one);
        other = g_utf8_next_char(other);
    }
    char first[16], second[16];
    escape(one, first);
    escape(other, second);
    return strcmp(first, second);
}
