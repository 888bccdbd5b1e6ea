#include "engine/lsp_read.h"

#include <string.h>

/* --- what it can ---------------------------------------------------------------------------------------------------- */

/* `true`, or an object with what it is true of. */
static bool offers(const JsonValue *capabilities, const char *name)
{
    const JsonValue *value = json_value_get(capabilities, name);
    return json_value_kind(value) == JSON_KIND_OBJECT || json_value_bool(value, false);
}

static const struct {
    const char *name;
    LspSkill skill;
} SKILLS[] = {
    {"completionProvider", LSP_COMPLETION}, {"hoverProvider", LSP_HOVER},           {"signatureHelpProvider", LSP_SIGNATURE},
    {"definitionProvider", LSP_DEFINITION}, {"declarationProvider", LSP_DECLARATION}, {"referencesProvider", LSP_REFERENCES},
    {"renameProvider", LSP_RENAME},         {"codeActionProvider", LSP_ACTIONS},    {"executeCommandProvider", LSP_COMMANDS},
};

/* A number, or {"openClose", "change": a number, "save"}. */
static void read_sync(const JsonValue *capabilities, LspAbility *ability)
{
    const JsonValue *sync = json_value_get(capabilities, "textDocumentSync"), *change = json_value_get(sync, "change");
    int64_t kind = json_value_integer(change ? change : sync, LSP_SYNC_NONE);
    ability->sync = kind == LSP_SYNC_CHANGES ? LSP_SYNC_CHANGES : kind == LSP_SYNC_FULL ? LSP_SYNC_FULL : LSP_SYNC_NONE;
    ability->wants_saves = offers(sync, "save");
}

bool lsp_read_ability(const JsonValue *result, LspAbility *ability)
{
    const JsonValue *capabilities = json_value_get(result, "capabilities");
    const char *units = json_value_string(json_value_get(capabilities, "positionEncoding"));
    *ability = (LspAbility){.units = LSP_UTF16};
    read_sync(capabilities, ability);
    for (size_t i = 0; i < G_N_ELEMENTS(SKILLS); i++)
        ability->skills |= offers(capabilities, SKILLS[i].name) ? SKILLS[i].skill : 0;
    if (offers(json_value_get(capabilities, "renameProvider"), "prepareProvider"))
        ability->skills |= LSP_PREPARE_RENAME;
    if (offers(json_value_get(capabilities, "codeActionProvider"), "resolveProvider"))
        ability->skills |= LSP_RESOLVE_ACTION;
    if (offers(json_value_get(capabilities, "completionProvider"), "resolveProvider"))
        ability->skills |= LSP_RESOLVE_NAME;
    while (units && ability->units < LSP_UNITS && strcmp(units, LSP_UNIT_NAMES[ability->units]) != 0)
        ability->units++;
    return ability->units < LSP_UNITS;
}

/* --- places --------------------------------------------------------------------------------------------------------- */

LspPlace lsp_read_place(const JsonValue *position)
{
    int64_t line = json_value_integer(json_value_get(position, "line"), 0);
    int64_t character = json_value_integer(json_value_get(position, "character"), 0);
    return (LspPlace){(size_t)MAX(line, 0), (size_t)MAX(character, 0)};
}

static void add_location(GArray *locations, const JsonValue *one)
{
    const char *uri = json_value_string(json_value_get(one, "uri"));
    const char *target = json_value_string(json_value_get(one, "targetUri"));
    const JsonValue *range = json_value_get(one, "range"), *chosen = json_value_get(one, "targetSelectionRange");
    LspLocation location = {target ? target : uri, lsp_read_place(json_value_get(target ? chosen : range, "start"))};
    bool known = location.uri == NULL || locations->len >= LSP_MOST_PLACES;
    for (guint i = 0; i < locations->len && !known; i++) {
        const LspLocation *other = &g_array_index(locations, LspLocation, i);
        known = strcmp(other->uri, location.uri) == 0 && other->place.line == location.place.line &&
                other->place.character == location.place.character;
    }
    if (!known)
        g_array_append_val(locations, location);
}

GArray *lsp_read_locations(const JsonValue *result)
{
    GArray *locations = g_array_new(FALSE, FALSE, sizeof(LspLocation));
    if (json_value_kind(result) == JSON_KIND_OBJECT)
        add_location(locations, result);
    for (size_t i = 0; json_value_kind(result) == JSON_KIND_ARRAY && i < json_value_length(result); i++)
        add_location(locations, json_value_at(result, i));
    return locations;
}

/* --- names and help --------------------------------------------------------------------------------------------------- */

/* CompletionItemKind, as the kernel calls them. */
static const char *const KINDS[] = {"", "", "function", "function", "function", "instance", "instance", "class", "class",
                                    "module", "property", "", "instance", "class", "keyword", "snippet"};

static const char *text_of(const JsonValue *value)
{
    const char *text = json_value_string(value);
    return text ? text : json_value_string(json_value_get(value, "value"));
}

/* The first line that says something: some begin with the declaration, between fences or not, which is known already. */
static char *first_sentence(const char *doc)
{
    g_auto(GStrv) lines = g_strsplit(doc ? doc : "", "\n", -1);
    char *declaration = NULL;
    for (char **line = lines; *line; line++) {
        g_strstrip(*line);
        bool says = **line && !g_str_has_prefix(*line, "```") && strspn(*line, "-") != strlen(*line);
        if (says && !g_str_has_prefix(*line, "def ") && !g_str_has_prefix(*line, "class ") && !g_str_has_prefix(*line, "("))
            return g_strdup(*line);
        declaration = says && !declaration ? *line : declaration;
    }
    return g_strdup(declaration ? declaration : "");
}

static void add_name(GPtrArray *strings, const JsonValue *item)
{
    const char *inserted = json_value_string(json_value_get(item, "insertText"));
    const char *edited = json_value_string(json_value_get(json_value_get(item, "textEdit"), "newText"));
    const char *label = json_value_string(json_value_get(item, "label")), *doc = text_of(json_value_get(item, "documentation"));
    const char *detail = json_value_string(json_value_get(json_value_get(item, "labelDetails"), "detail"));
    int64_t kind = json_value_integer(json_value_get(item, "kind"), 0);
    const char *name = edited ? edited : inserted ? inserted : label;
    size_t length = 0;
    while (name && (g_ascii_isalnum(name[length]) || name[length] == '_' || (name[length] & 0x80)))
        length++;
    if (length == 0)
        return;
    g_ptr_array_add(strings, g_strndup(name, length));
    g_ptr_array_add(strings, g_strdup(kind > 0 && kind < (int64_t)G_N_ELEMENTS(KINDS) ? KINDS[kind] : ""));
    g_ptr_array_add(strings, detail ? g_strndup(detail, strcspn(detail, "\r\n")) : g_strdup(""));
    g_ptr_array_add(strings, first_sentence(doc));
    bool is_snippet = json_value_integer(json_value_get(item, "insertTextFormat"), 1) == 2 && name != label;
    g_ptr_array_add(strings, g_strdup(is_snippet && name[length] ? name : ""));
}

static const JsonValue *items_of(const JsonValue *result, size_t *count)
{
    const JsonValue *items = json_value_kind(result) == JSON_KIND_OBJECT ? json_value_get(result, "items") : result;
    *count = json_value_kind(items) == JSON_KIND_ARRAY ? MIN(json_value_length(items), LSP_MOST_NAMES) : 0;
    return items;
}

const JsonValue *lsp_find_name(const JsonValue *result, const char *name)
{
    size_t count;
    const JsonValue *items = items_of(result, &count);
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
        add_name(strings, json_value_at(items, i));
        if (strings->len > 0 && strcmp(g_ptr_array_index(strings, 0), name) == 0)
            return json_value_at(items, i);
    }
    return NULL;
}

GPtrArray *lsp_read_named(const JsonValue *item)
{
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    add_name(strings, item);
    g_ptr_array_add(strings, NULL);
    return strings;
}

GPtrArray *lsp_read_names(const JsonValue *result)
{
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    size_t count;
    const JsonValue *items = items_of(result, &count);
    for (size_t i = 0; i < count; i++)
        add_name(strings, json_value_at(items, i));
    g_ptr_array_add(strings, NULL);
    return strings;
}

/* A string, a {"value"}, or several. */
GPtrArray *lsp_read_help(const JsonValue *result)
{
    const JsonValue *contents = json_value_get(result, "contents");
    g_autoptr(GString) text = g_string_new(text_of(contents));
    for (size_t i = 0; json_value_kind(contents) == JSON_KIND_ARRAY && i < json_value_length(contents); i++) {
        const char *more = text_of(json_value_at(contents, i));
        g_string_append_printf(text, "%s\n", more ? more : "");
    }
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(g_strstrip(text->str), "\n", -1);
    for (size_t i = 0; words[i]; i++) {
        if (!g_str_has_prefix(words[i], "```"))
            g_ptr_array_add(lines, g_strdup(words[i]));
    }
    g_ptr_array_add(lines, NULL);
    return lines;
}

GPtrArray *lsp_read_signature(const JsonValue *result)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    const JsonValue *signatures = json_value_get(result, "signatures");
    size_t active = (size_t)MAX(json_value_integer(json_value_get(result, "activeSignature"), 0), 0);
    const JsonValue *one = json_value_at(signatures, active < json_value_length(signatures) ? active : 0);
    const char *label = json_value_string(json_value_get(one, "label"));
    if (label)
        g_ptr_array_add(lines, g_strndup(label, strcspn(label, "\r\n")));
    g_ptr_array_add(lines, NULL);
    return lines;
}

const char *lsp_read_action(const JsonValue *action, const char **kind)
{
    const char *title = json_value_string(json_value_get(action, "title"));
    const char *own = json_value_string(json_value_get(action, "kind"));
    *kind = own ? own : "";
    return title && *title && !json_value_get(action, "disabled") ? title : NULL;
}
