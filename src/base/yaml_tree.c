#include "base/yaml_tree.h"

#include <string.h>

#include <yaml.h>

G_DEFINE_QUARK(tarn-yaml-error-quark, yaml_error)

enum { MAX_DEPTH = 64 };

/* --- nodes --------------------------------------------------------------------------------------------------- */

YamlTree *yaml_tree_new(YamlKind kind, const char *text)
{
    YamlTree *node = g_new0(YamlTree, 1);
    node->kind = kind;
    if (kind == YAML_STRING || kind == YAML_OTHER)
        node->text = g_strdup(text);
    else
        node->items = g_ptr_array_new_with_free_func((GDestroyNotify)yaml_tree_free);
    if (kind == YAML_MAP)
        node->keys = g_ptr_array_new_with_free_func(g_free);
    return node;
}

void yaml_tree_free(YamlTree *node)
{
    g_free(node->text);
    g_clear_pointer(&node->keys, g_ptr_array_unref);
    g_clear_pointer(&node->items, g_ptr_array_unref);
    g_free(node);
}

YamlTree *yaml_tree_copy(const YamlTree *node)
{
    YamlTree *copy = yaml_tree_new(node->kind, node->text);
    copy->style = node->style;
    for (guint i = 0; node->items && i < node->items->len; i++) {
        g_ptr_array_add(copy->items, yaml_tree_copy(g_ptr_array_index(node->items, i)));
        if (node->keys)
            g_ptr_array_add(copy->keys, g_strdup(g_ptr_array_index(node->keys, i)));
    }
    return copy;
}

static bool find_key(const YamlTree *map, const char *key, guint *index)
{
    for (guint i = 0; map && map->kind == YAML_MAP && i < map->keys->len; i++) {
        if (strcmp(g_ptr_array_index(map->keys, i), key) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

const YamlTree *yaml_tree_get(const YamlTree *map, const char *key)
{
    guint index;
    return find_key(map, key, &index) ? g_ptr_array_index(map->items, index) : NULL;
}

const char *yaml_tree_text(const YamlTree *node)
{
    return node && node->kind == YAML_STRING ? node->text : NULL;
}

void yaml_tree_set(YamlTree *map, const char *key, YamlTree *value)
{
    guint index;
    if (find_key(map, key, &index)) {
        yaml_tree_free(g_ptr_array_index(map->items, index));
        g_ptr_array_index(map->items, index) = value;
    } else {
        g_ptr_array_add(map->keys, g_strdup(key));
        g_ptr_array_add(map->items, value);
    }
}

void yaml_tree_add(YamlTree *node, const char *key, YamlTree *value)
{
    if (key)
        g_ptr_array_add(node->keys, g_strdup(key));
    g_ptr_array_add(node->items, value);
}

/* --- which plain scalars are strings ----------------------------------------------------------------------------- */

/* The patterns of YAML 1.1's types, https://yaml.org/type/, as PyYAML restricts them. */
static bool is_string(const char *text)
{
    static const char OTHERS[] =
        "^(?:"
        "~|null|Null|NULL|" /* and the empty text */
        "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|"
        "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|"
        "[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+|"
        "[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|"
        "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)|"
        "[0-9]{4}-[0-9]{2}-[0-9]{2}|"
        "[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \\t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
        "(?:[ \\t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?|"
        "=|<<|"
        ")$";
    /* A long text is none of these, and no reason to try. */
    return strlen(text) > 128 || !g_regex_match_simple(OTHERS, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

typedef struct {
    yaml_parser_t library;
    GError **error;
} Reading;

static bool fail(Reading *reading, size_t line, const char *why)
{
    g_set_error(reading->error, YAML_ERROR, YAML_ERROR_SYNTAX, "%zu: %s", line + 1, why);
    return false;
}

static bool next_event(Reading *reading, yaml_event_t *event)
{
    if (yaml_parser_parse(&reading->library, event))
        return true;
    const char *why = reading->library.problem ? reading->library.problem : "no YAML";
    return fail(reading, reading->library.problem_mark.line, why);
}

static YamlTree *read_scalar(const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    const char *tag = (const char *)event->data.scalar.tag;
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    bool string = tag ? strcmp(tag, YAML_STR_TAG) == 0 : !plain || is_string(text);
    return yaml_tree_new(string ? YAML_STRING : YAML_OTHER, text);
}

static YamlTree *read_node(Reading *reading, const yaml_event_t *event, int depth);

static bool read_items(Reading *reading, YamlTree *node, int depth)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (;;) {
        yaml_event_t event;
        if (!next_event(reading, &event))
            return false;
        bool ends = event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        bool keyed = !ends && node->kind == YAML_MAP;
        g_autofree char *key = NULL;
        if (keyed && event.type == YAML_SCALAR_EVENT) {
            key = g_strdup((const char *)event.data.scalar.value);
            yaml_event_delete(&event);
            if (!next_event(reading, &event))
                return false;
        }
        YamlTree *item = NULL;
        if (keyed && !key)
            fail(reading, event.start_mark.line, "a key that is no scalar");
        else if (!ends)
            item = read_node(reading, &event, depth + 1);
        yaml_event_delete(&event);
        if (ends)
            return true;
        if (!item)
            return false;
        if (key && g_hash_table_contains(seen, key))
            yaml_tree_set(node, key, item);
        else
            yaml_tree_add(node, key, item);
        if (key)
            g_hash_table_add(seen, g_steal_pointer(&key));
    }
}

static YamlTree *read_node(Reading *reading, const yaml_event_t *event, int depth)
{
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(event);
    bool map = event->type == YAML_MAPPING_START_EVENT;
    if (depth > MAX_DEPTH)
        fail(reading, event->start_mark.line, "nested too deeply");
    else if (event->type == YAML_ALIAS_EVENT)
        fail(reading, event->start_mark.line, "an alias");
    else {
        g_autoptr(YamlTree) node = yaml_tree_new(map ? YAML_MAP : YAML_LIST, NULL);
        if (read_items(reading, node, depth))
            return g_steal_pointer(&node);
    }
    return NULL;
}

/* The one node of the stream, NULL and an error, or NULL and none if there is nothing. */
static YamlTree *read_stream(Reading *reading)
{
    g_autoptr(YamlTree) found = NULL;
    for (;;) {
        yaml_event_t event;
        if (!next_event(reading, &event))
            return NULL;
        bool ends = event.type == YAML_STREAM_END_EVENT;
        bool frame = ends || event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_START_EVENT ||
                     event.type == YAML_DOCUMENT_END_EVENT;
        YamlTree *node = NULL;
        if (!frame && found)
            fail(reading, event.start_mark.line, "more than one document");
        else if (!frame)
            node = read_node(reading, &event, 0);
        yaml_event_delete(&event);
        if (ends)
            return g_steal_pointer(&found);
        if (!frame && !node)
            return NULL;
        if (node)
            found = node;
    }
}

YamlTree *yaml_tree_parse(const char *text, size_t length, GError **error)
{
    GError *problem = NULL;
    Reading reading = {.error = &problem};
    if (!yaml_parser_initialize(&reading.library))
        g_error("out of memory");
    yaml_parser_set_input_string(&reading.library, (const unsigned char *)text, length);
    YamlTree *found = read_stream(&reading);
    yaml_parser_delete(&reading.library);
    if (problem)
        g_propagate_error(error, problem);
    else if (!found)
        found = yaml_tree_new(YAML_OTHER, "");
    return found;
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static int append_output(void *data, unsigned char *bytes, size_t size)
{
    g_string_append_len(data, (const char *)bytes, (gssize)size);
    return 1;
}

static void emit_scalar(yaml_emitter_t *emitter, const char *text, bool other, char style)
{
    yaml_event_t event;
    yaml_scalar_style_t wanted = style == '|'   ? YAML_LITERAL_SCALAR_STYLE
                                 : style == '>' ? YAML_FOLDED_SCALAR_STYLE
                                                : YAML_ANY_SCALAR_STYLE;
    bool plain = other || is_string(text);
    yaml_scalar_event_initialize(&event, NULL, (yaml_char_t *)(other ? NULL : YAML_STR_TAG), (yaml_char_t *)text,
                                 (int)strlen(text), plain, true, wanted);
    yaml_emitter_emit(emitter, &event);
}

static void emit_node(yaml_emitter_t *emitter, const YamlTree *node)
{
    yaml_event_t event;
    if (node->kind == YAML_STRING || node->kind == YAML_OTHER) {
        emit_scalar(emitter, node->text, node->kind == YAML_OTHER, node->style);
        return;
    }
    if (node->kind == YAML_MAP)
        yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
    else
        yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE);
    yaml_emitter_emit(emitter, &event);
    for (guint i = 0; i < node->items->len; i++) {
        if (node->keys)
            emit_scalar(emitter, g_ptr_array_index(node->keys, i), false, 0);
        emit_node(emitter, g_ptr_array_index(node->items, i));
    }
    if (node->kind == YAML_MAP)
        yaml_mapping_end_event_initialize(&event);
    else
        yaml_sequence_end_event_initialize(&event);
    yaml_emitter_emit(emitter, &event);
}

char *yaml_tree_write(const YamlTree *node)
{
    GString *out = g_string_new(NULL);
    yaml_emitter_t emitter;
    if (!yaml_emitter_initialize(&emitter))
        g_error("out of memory");
    yaml_emitter_set_output(&emitter, append_output, out);
    yaml_emitter_set_unicode(&emitter, 0);
    yaml_event_t event;
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    yaml_emitter_emit(&emitter, &event);
    yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    yaml_emitter_emit(&emitter, &event);
    emit_node(&emitter, node);
    yaml_document_end_event_initialize(&event, 1);
    yaml_emitter_emit(&emitter, &event);
    yaml_stream_end_event_initialize(&event);
    yaml_emitter_emit(&emitter, &event);
    yaml_emitter_delete(&emitter);
    return g_string_free(out, FALSE);
}
