/* JSON, read and written; the only door to the JSON library.
 *
 *     g_autoptr(JsonValue) value = json_value_parse(text, length, &error);
 *     const char *op = json_value_string(json_value_get(value, "op"));   // NULL if absent or no string
 *
 *     g_autoptr(JsonWriter) writer = json_writer_new(0);
 *     json_writer_begin_object(writer);
 *     json_writer_key(writer, "cells");
 *     json_writer_begin_array(writer);
 *     json_writer_integer(writer, 1);
 *     json_writer_end_array(writer);
 *     json_writer_end_object(writer);
 *     puts(json_writer_text(writer));
 *
 * Values are immutable trees: the one that json_value_parse returns is owned by the caller, those found in
 * it are borrowed from it.  Every question may be asked of NULL and of a value of another kind, and then
 * gets the answer "nothing" (NULL, 0, the fallback), so that paths can be followed without a check at each
 * step.  Any thread, one at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct JsonValue JsonValue;

typedef enum {
    JSON_KIND_NULL, /* also of a value that is not there */
    JSON_KIND_BOOL,
    JSON_KIND_INTEGER,
    JSON_KIND_REAL,
    JSON_KIND_STRING,
    JSON_KIND_ARRAY,
    JSON_KIND_OBJECT,
} JsonKind;

/* Any JSON value, not only objects.  The error's message begins "LINE:COLUMN: ". */
JsonValue *json_value_parse(const char *text, gssize length, GError **error);
JsonValue *json_value_ref(JsonValue *value);
void json_value_unref(JsonValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonValue, json_value_unref)

JsonKind json_value_kind(const JsonValue *value);

const JsonValue *json_value_get(const JsonValue *object, const char *key);
const JsonValue *json_value_at(const JsonValue *array, size_t index);
size_t json_value_length(const JsonValue *value); /* of an array or object */

const char *json_value_string(const JsonValue *value); /* without NULs inside, else cut there */
int64_t json_value_integer(const JsonValue *value, int64_t fallback);
double json_value_real(const JsonValue *value, double fallback); /* of integers, too */
bool json_value_bool(const JsonValue *value, bool fallback);

/* The members of an object in the order of the text:
 *
 *     for (JsonMember member = {0}; json_value_next(object, &member);) ... member.key, member.value
 */
typedef struct {
    const char *key;
    const JsonValue *value;
    void *position; /* where the walk is; not for the caller */
} JsonMember;
bool json_value_next(const JsonValue *object, JsonMember *member);

/* Compact text; the caller frees it. */
char *json_value_to_text(const JsonValue *value);

#define JSON_ERROR (json_error_quark())
GQuark json_error_quark(void);
enum { JSON_ERROR_SYNTAX };

/* --- writing ---------------------------------------------------------------------------------- */

typedef struct JsonWriter JsonWriter;

/* `indent` spaces a level, each member on a line of its own; 0: all on one line. */
JsonWriter *json_writer_new(int indent);
void json_writer_free(JsonWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonWriter, json_writer_free)

void json_writer_begin_object(JsonWriter *writer);
void json_writer_end_object(JsonWriter *writer);
void json_writer_begin_array(JsonWriter *writer);
void json_writer_end_array(JsonWriter *writer);
void json_writer_key(JsonWriter *writer, const char *key); /* before each value in an object */

void json_writer_string(JsonWriter *writer, const char *text); /* NULL is written as null */
void json_writer_bytes(JsonWriter *writer, const char *bytes, gssize length); /* what is no UTF-8 becomes U+FFFD */
void json_writer_integer(JsonWriter *writer, int64_t number);
void json_writer_real(JsonWriter *writer, double number); /* null if JSON cannot say it */
void json_writer_bool(JsonWriter *writer, bool truth);
void json_writer_null(JsonWriter *writer);
void json_writer_raw(JsonWriter *writer, const char *json); /* a value that is JSON text already */

/* An array of strings from a NULL-terminated list; NULL is an empty one. */
void json_writer_strings(JsonWriter *writer, char *const *strings);

/* What was written so far; the writer's own. */
const char *json_writer_text(const JsonWriter *writer);
char *json_writer_steal(JsonWriter *writer); /* the caller frees it; the writer starts anew */

/* For g_ptr_array_sort(): JSON texts as if all beyond ASCII in them were escaped, as Python writes it. */
gint json_compare_texts(gconstpointer a, gconstpointer b);
