/* What expressions of mappings can ask the editor (`:help functions`). */
#include "edit/map_value.h"

#include <stdlib.h>
#include <string.h>

#include "edit/ex.h"
#include "edit/map_expression.h"
#include "edit/option.h"
#include "edit/search.h"

long map_number(const MapValue *value)
{
    return value->text ? strtol(value->text, NULL, 10) : value->number;
}

char *map_text(const MapValue *value)
{
    return value->text ? g_strdup(value->text) : g_strdup_printf("%ld", value->number);
}

static MapValue number(long number)
{
    return (MapValue){.number = number};
}

static MapValue text(const char *text)
{
    return (MapValue){.text = g_strdup(text)};
}

/* --- the editor ------------------------------------------------------------------------------------------ */

static MapValue mode_now(const Editor *editor, const MapValue *arguments, size_t count)
{
    switch (editor->mode) {
    case MODE_INSERT:
    case MODE_MODELESS:
        return text("i");
    case MODE_REPLACE:
        return text("R");
    case MODE_VISUAL:
        return text("v");
    case MODE_VISUAL_LINE:
        return text("V");
    case MODE_VISUAL_BLOCK:
        return text("\x16");
    case MODE_PROMPT:
        return text("c");
    case MODE_CONSOLE:
        return text("t");
    default:
        return text(editor->pending.operator && count ? "no" : "n");
    }
}

static MapValue menu_visible(const Editor *editor, const MapValue *arguments, size_t count)
{
    CompletionMenu menu;
    return number(editor_completion(editor, &menu) || editor->insert.words);
}

static MapValue prompt_type(const Editor *editor, const MapValue *arguments, size_t count)
{
    PromptView prompt;
    char sign[2] = {editor_prompt(editor, &prompt) ? prompt.sign : '\0', '\0'};
    return text(sign);
}

static MapValue prompt_line(const Editor *editor, const MapValue *arguments, size_t count)
{
    PromptView prompt;
    return text(editor_prompt(editor, &prompt) ? prompt.text : "");
}

static MapValue prompt_position(const Editor *editor, const MapValue *arguments, size_t count)
{
    PromptView prompt;
    return number(editor_prompt(editor, &prompt) ? (long)prompt.cursor + 1 : 0);
}

/* A place of line() and col(): "." or "$", a mark or nothing else. */
static bool place_of(const Editor *editor, const MapValue *value, Pos *pos)
{
    const char *name = value->text ? value->text : "";
    *pos = editor->cursor;
    if (strcmp(name, "v") == 0 && editor->visual.active)
        *pos = editor->visual.anchor;
    return strcmp(name, ".") == 0 || strcmp(name, "v") == 0;
}

static MapValue line_of(const Editor *editor, const MapValue *arguments, size_t count)
{
    Pos pos;
    if (arguments[0].text && strcmp(arguments[0].text, "$") == 0)
        return number((long)editor_line_count(editor));
    return number(place_of(editor, &arguments[0], &pos) ? (long)pos.line + 1 : 0);
}

static MapValue column_of(const Editor *editor, const MapValue *arguments, size_t count)
{
    Pos pos;
    if (arguments[0].text && strcmp(arguments[0].text, "$") == 0)
        return number((long)editor_line_length(editor, editor->cursor.line) + 1);
    return number(place_of(editor, &arguments[0], &pos) ? (long)pos.byte + 1 : 0);
}

static MapValue line_text(const Editor *editor, const MapValue *arguments, size_t count)
{
    MapValue line = arguments[0].text ? line_of(editor, arguments, count) : arguments[0];
    if (line.number < 1 || line.number > (long)editor_line_count(editor))
        return text("");
    TextLine here = editor_line(editor, (size_t)line.number - 1);
    return (MapValue){.text = g_strndup(here.bytes, here.length)};
}

char *map_expand(const Editor *editor, const char *name_of)
{
    const char *at = name_of, *path = editor_path(editor);
    if (*at != '%' || !path)
        return g_strdup("");
    char *name = g_strdup(path);
    for (at++; at[0] == ':' && at[1] && strchr("phtre", at[1]); at += 2) {
        g_autofree char *before = name;
        const char *dot = strrchr(before, '.'), *slash = strrchr(before, '/');
        bool has_dot = dot && (!slash || dot > slash);
        if (at[1] == 'p')
            name = g_canonicalize_filename(before, NULL);
        else if (at[1] == 'h')
            name = g_path_get_dirname(before);
        else if (at[1] == 't')
            name = g_path_get_basename(before);
        else if (at[1] == 'r')
            name = has_dot ? g_strndup(before, (gsize)(dot - before)) : g_strdup(before);
        else
            name = g_strdup(has_dot ? dot + 1 : "");
    }
    g_autofree char *whole = name;
    return g_strconcat(whole, at, NULL);
}

static MapValue expanded(const Editor *editor, const MapValue *arguments, size_t count)
{
    return (MapValue){.text = map_expand(editor, arguments[0].text ? arguments[0].text : "")};
}

/* `has('tarn')` tells tarn from Vim in a file for both. */
static MapValue has(const Editor *editor, const MapValue *arguments, size_t count)
{
    static const char *const HERE[] = {"tarn", "unix", "mouse", "python3", "multi_byte", NULL};
    return number(arguments[0].text && g_strv_contains(HERE, arguments[0].text));
}

static MapValue exists(const Editor *editor, const MapValue *arguments, size_t count)
{
    const char *name = arguments[0].text ? arguments[0].text : "";
    bool option = *name == '&' || *name == '+';
    if (*name == '*') {
        for (const MapFunctionRow *row = MAP_FUNCTION_ROWS; row->name; row++) {
            if (strcmp(row->name, name + 1) == 0)
                return number(1);
        }
        return number(0);
    }
    return number(option && option_find(name + 1, strlen(name + 1)) != NULL);
}

/* --- texts ------------------------------------------------------------------------------------------------- */

static MapValue length_of(const Editor *editor, const MapValue *arguments, size_t count)
{
    g_autofree char *whole = map_text(&arguments[0]);
    return number((long)strlen(whole));
}

static MapValue is_empty(const Editor *editor, const MapValue *arguments, size_t count)
{
    return number(arguments[0].text ? !*arguments[0].text : !arguments[0].number);
}

static MapValue part_of(const Editor *editor, const MapValue *arguments, size_t count)
{
    g_autofree char *whole = map_text(&arguments[0]);
    long length = (long)strlen(whole), from = CLAMP(map_number(&arguments[1]), -INT32_MAX, INT32_MAX);
    long to = count > 2 ? from + CLAMP(map_number(&arguments[2]), -INT32_MAX, INT32_MAX) : length;
    from = CLAMP(from, 0, length);
    to = CLAMP(to, from, length);
    return (MapValue){.text = g_strndup(whole + from, (gsize)(to - from))};
}

static MapValue repeated(const Editor *editor, const MapValue *arguments, size_t count)
{
    enum { MOST = 1 << 20 }; /* bytes: no more than somebody can mean */
    g_autofree char *once = map_text(&arguments[0]);
    GString *all = g_string_new(NULL);
    long times = *once ? map_number(&arguments[1]) : 0;
    for (long i = 0; i < times && all->len < MOST; i++)
        g_string_append(all, once);
    return (MapValue){.text = g_string_free(all, FALSE)};
}

static MapValue as_it_is(const Editor *editor, const MapValue *arguments, size_t count)
{
    return (MapValue){.text = map_text(&arguments[0])};
}

static MapValue upper(const Editor *editor, const MapValue *arguments, size_t count)
{
    g_autofree char *whole = map_text(&arguments[0]);
    return (MapValue){.text = g_utf8_validate(whole, -1, NULL) ? g_utf8_strup(whole, -1) : g_strdup(whole)};
}

static MapValue lower(const Editor *editor, const MapValue *arguments, size_t count)
{
    g_autofree char *whole = map_text(&arguments[0]);
    return (MapValue){.text = g_utf8_validate(whole, -1, NULL) ? g_utf8_strdown(whole, -1) : g_strdup(whole)};
}

static MapValue character(const Editor *editor, const MapValue *arguments, size_t count)
{
    long code = map_number(&arguments[0]);
    char bytes[5] = "";
    if (code > 0 && code <= 0x10ffff)
        bytes[utf8_encode((uint32_t)code, bytes)] = '\0';
    return text(bytes);
}

/* Of the match that `:s/x/\=` is at; nothing elsewhere. */
static MapValue submatch(const Editor *editor, const MapValue *arguments, size_t count)
{
    const RegexMatch *match = editor->ex ? editor->ex->submatch : NULL;
    long group = map_number(&arguments[0]);
    if (!match || group < 0 || group >= (long)G_N_ELEMENTS(match->start) || match->start[group] == SIZE_MAX)
        return text("");
    return (MapValue){.text = g_strndup(editor->ex->submatch_subject + match->start[group], match->end[group] - match->start[group])};
}

const MapFunctionRow MAP_FUNCTION_ROWS[] = {
    {"col", 1, 1, column_of},
    {"empty", 1, 1, is_empty},
    {"exists", 1, 1, exists},
    {"expand", 1, 1, expanded},
    {"fnameescape", 1, 1, as_it_is},
    {"getcmdline", 0, 0, prompt_line},
    {"getcmdpos", 0, 0, prompt_position},
    {"getcmdtype", 0, 0, prompt_type},
    {"getline", 1, 1, line_text},
    {"has", 1, 1, has},
    {"len", 1, 1, length_of},
    {"line", 1, 1, line_of},
    {"mode", 0, 1, mode_now},
    {"nr2char", 1, 1, character},
    {"pumvisible", 0, 0, menu_visible},
    {"repeat", 2, 2, repeated},
    {"string", 1, 1, as_it_is},
    {"strlen", 1, 1, length_of},
    {"strpart", 2, 3, part_of},
    {"submatch", 1, 1, submatch},
    {"tolower", 1, 1, lower},
    {"toupper", 1, 1, upper},
    {0},
};

bool map_variable(const Editor *editor, const char *name, MapValue *value)
{
    const Pending *pending = &editor->pending;
    char letter[5] = "";
    *value = number(0);
    if (strcmp(name, "v:count") == 0) {
        value->number = pending->count;
    } else if (strcmp(name, "v:count1") == 0) {
        value->number = MAX(pending->count, 1);
    } else if (strcmp(name, "v:true") == 0) {
        value->number = 1;
    } else if (strcmp(name, "v:searchforward") == 0) {
        value->number = !editor->search || !editor->search->backward;
    } else if (strcmp(name, "v:hlsearch") == 0) {
        value->number = editor->options.hlsearch && editor->search && !editor->search->silenced && search_last_pattern(editor);
    } else if (strcmp(name, "v:register") == 0) {
        letter[utf8_encode(pending->reg ? pending->reg : '"', letter)] = '\0';
        *value = text(letter);
    } else {
        return strcmp(name, "v:false") == 0 || strcmp(name, "v:null") == 0 || strcmp(name, "v:none") == 0;
    }
    return true;
}
