#include "notebook/widget.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "notebook/widget_date.h"
#include "notebook/widget_matrix.h"
#include "notebook/widget_number.h"
#include "notebook/widget_tick.h"

/* One row a kind of element. */
static const struct {
    const char *name;
    WidgetForm form;
    const char *keys;
    const char *arrows; /* the same without the letters of Vim; NULL: there are none in it */
} KINDS[] = {
    {"slider", WIDGET_NUMBER, "h/l -1/+1  5l +5  0 $ ends  12<CR> or i a value",
     "<Left>/<Right> -1/+1  <Home>/<End> ends  12<CR> or <CR> a value"},
    {"range_slider", WIDGET_RANGE, "h/l -1/+1  o other end  0 $ ends  12<CR> or i a value",
     "<Left>/<Right> -1/+1  o other end  <Home>/<End> ends  <CR> a value"},
    {"number", WIDGET_NUMBER, "h/l -1/+1  5l +5  12<CR> or i a value",
     "<Left>/<Right> -1/+1  12<CR> or <CR> a value"},
    {"checkbox", WIDGET_TOGGLE, "<Space> toggles"},
    {"switch", WIDGET_TOGGLE, "<Space> toggles"},
    {"dropdown", WIDGET_CHOICE, "<CR> opens  h/l another",
     "<CR> opens  <Left>/<Right> another"},
    {"radio", WIDGET_CHOICE, "h/l another  <CR> opens",
     "<Left>/<Right> another  <CR> opens"},
    {"multiselect", WIDGET_CHOICES, "<CR> opens"},
    {"text", WIDGET_TEXT, "<CR> edits"},
    {"text_area", WIDGET_AREA, "<CR> edits"},
    {"code_editor", WIDGET_AREA, "<CR> edits"},
    {"button", WIDGET_BUTTON, "<CR> presses"},
    {"run_button", WIDGET_BUTTON, "<CR> presses"},
    {"refresh", WIDGET_TICK, "<CR> refreshes  h/l how often",
     "<CR> refreshes  <Left>/<Right> how often"},
    {"matrix", WIDGET_MATRIX, "h/l number  o below  j/k -1/+1  12<CR> or i a value",
     "<Left>/<Right> number  o below  <Up>/<Down> +1/-1  <CR> a value"},
    {"file", WIDGET_FILES, "<CR> opens the folder  i a path",
     "<CR> opens the folder  {i|widget-edit} a path"},
    {"file_browser", WIDGET_FILES, "<CR> opens the folder  i a path",
     "<CR> opens the folder  {i|widget-edit} a path"},
    {"form", WIDGET_SUBMIT, "<CR> submits  X clears",
     "<CR> submits  {X|widget-clear} clears"},
    {"tabs", WIDGET_TABS, "h/l another",
     "<Left>/<Right> another"},
    {"carousel", WIDGET_TABS, "h/l another slide",
     "<Left>/<Right> another slide"},
    {"section", WIDGET_TOGGLE, "<Space> opens and closes"},
    {"date", WIDGET_DATE, "h/l part  j/k -1/+1  i a date",
     "<Left>/<Right> part  <Up>/<Down> +1/-1  <CR> a date"},
    {"date_range", WIDGET_DATES, "h/l part  j/k -1/+1",
     "<Left>/<Right> part  <Up>/<Down> +1/-1"},
    {"datetime", WIDGET_TIME, "h/l part  j/k -1/+1  i a time",
     "<Left>/<Right> part  <Up>/<Down> +1/-1  <CR> a time"},
    {"chat", WIDGET_CHAT, "<CR> says something  <Space> suggestions  j/k later/earlier  X anew",
     "<CR> says something  <Space> suggestions  <Down>/<Up> later/earlier  {X|widget-clear} anew"},
    {"dataframe", WIDGET_CHAT, "<CR> types a step  <Space> suggestions  k/j one back/again  X none",
     "<CR> types a step  <Space> suggestions  <Up>/<Down> one back/again  {X|widget-clear} none"},
    {"matplotlib", WIDGET_CHAT, "<CR> types x 1..5 y 2..9  <Space> suggestions  k/j one back/again  X none",
     "<CR> types x 1..5 y 2..9  <Space> suggestions  <Up>/<Down> one back/again  {X|widget-clear} none"},
    {"anywidget", WIDGET_CHAT, "<CR> types a trait and its value  <Space> traits  k/j one back/again",
     "<CR> types a trait and its value  <Space> traits  <Up>/<Down> one back/again"},
    {"table", WIDGET_TABLE, "<CR> opens the table"},
    {"data_editor", WIDGET_TABLE, "<CR> opens the table, to edit it"},
};

WidgetForm widget_form(const Widget *widget)
{
    for (size_t i = 0; widget->name && i < G_N_ELEMENTS(KINDS); i++) {
        if (strcmp(KINDS[i].name, widget->name) == 0)
            return KINDS[i].form;
    }
    return WIDGET_NONE;
}

const char *widget_keys(const Widget *widget, bool letters)
{
    for (size_t i = 0; widget->name && i < G_N_ELEMENTS(KINDS); i++) {
        if (strcmp(KINDS[i].name, widget->name) == 0)
            return letters || !KINDS[i].arrows ? KINDS[i].keys : KINDS[i].arrows;
    }
    return "";
}

bool widget_is_local(const Widget *widget)
{
    return g_strcmp0(widget->name, "section") == 0 || g_strcmp0(widget->name, "carousel") == 0;
}

static const JsonValue *argument(const Widget *widget, const char *name)
{
    return json_value_get(widget->args, name);
}

bool widget_is_disabled(const Widget *widget)
{
    return json_value_bool(argument(widget, "disabled"), false);
}

unsigned widget_parts(const Widget *widget)
{
    switch (widget_form(widget)) {
    case WIDGET_RANGE: return 2;
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: return widget_date_parts(widget);
    case WIDGET_MATRIX: return widget_matrix_parts(widget);
    default: return 1;
    }
}

/* --- options ----------------------------------------------------------------------------------------- */

static const char *options_name(const Widget *widget)
{
    WidgetForm form = widget_form(widget);
    return form == WIDGET_TABS ? "labels" : form == WIDGET_FILES ? "entries" : "options";
}

size_t widget_options(const Widget *widget)
{
    const JsonValue *options = argument(widget, options_name(widget));
    return json_value_kind(options) == JSON_KIND_ARRAY ? json_value_length(options) : 0;
}

static const JsonValue *option_at(const Widget *widget, size_t option)
{
    return json_value_at(argument(widget, options_name(widget)), option);
}

/* --- files: the package keeps what is picked, and shows one folder at a time ----------------------------- */

static const char *path_of(const Widget *widget, size_t option)
{
    const char *path = json_value_string(json_value_get(option_at(widget, option), "path"));
    return path ? path : "";
}

static bool is_folder(const Widget *widget, size_t option)
{
    return json_value_bool(json_value_get(option_at(widget, option), "is_directory"), false);
}

static char *file_name(const Widget *widget, size_t option)
{
    const char *name = json_value_string(json_value_get(option_at(widget, option), "name"));
    return g_strconcat(name ? name : "", is_folder(widget, option) ? "/" : "", NULL);
}

static bool file_is_picked(const Widget *widget, size_t option)
{
    const JsonValue *chosen = argument(widget, "chosen");
    size_t count = json_value_kind(chosen) == JSON_KIND_ARRAY ? json_value_length(chosen) : 0;
    for (size_t i = 0; i < count; i++) {
        if (g_strcmp0(json_value_string(json_value_at(chosen, i)), path_of(widget, option)) == 0)
            return true;
    }
    return false;
}

/* {"tarn": what, name: text} */
static char *told(const char *what, const char *name, const char *text)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "tarn");
    json_writer_string(writer, what);
    if (name) {
        json_writer_key(writer, name);
        json_writer_string(writer, text);
    }
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

char *widget_take(const Widget *widget, size_t option)
{
    bool there = widget_form(widget) == WIDGET_FILES && option < widget_options(widget);
    return there ? told("pick", "path", path_of(widget, option)) : NULL;
}

/* --- options, on ------------------------------------------------------------------------------------- */

char *widget_option(const Widget *widget, size_t option)
{
    const JsonValue *value = option_at(widget, option);
    if (widget_form(widget) == WIDGET_FILES)
        return file_name(widget, option);
    return json_value_kind(value) == JSON_KIND_STRING ? g_strdup(json_value_string(value)) : json_value_to_text(value);
}

static bool same_value(const JsonValue *a, const JsonValue *b)
{
    if (json_value_kind(a) != json_value_kind(b))
        return false;
    if (json_value_kind(a) == JSON_KIND_STRING)
        return strcmp(json_value_string(a), json_value_string(b)) == 0;
    return json_value_real(a, 0) == json_value_real(b, 0);
}

/* A dropdown's value is a list of at most one name, a radio's the name itself. */
static bool picks_in_list(const Widget *widget)
{
    return strcmp(widget->name, "radio") != 0;
}

bool widget_is_picked(const Widget *widget, size_t option)
{
    const JsonValue *wanted = option_at(widget, option);
    if (widget_form(widget) == WIDGET_FILES)
        return file_is_picked(widget, option);
    if (!picks_in_list(widget))
        return json_value_kind(widget->value) != JSON_KIND_NULL && same_value(widget->value, wanted);
    size_t count = json_value_kind(widget->value) == JSON_KIND_ARRAY ? json_value_length(widget->value) : 0;
    for (size_t i = 0; i < count; i++) {
        if (same_value(json_value_at(widget->value, i), wanted))
            return true;
    }
    return false;
}

static void write_value(JsonWriter *writer, const JsonValue *value)
{
    g_autofree char *text = json_value_to_text(value);
    json_writer_raw(writer, text);
}

/* The list without the option, or with it at its end; where no more than a number may be picked, as marimo the
 * first ones make room. */
static char *toggle_option(const Widget *widget, size_t option)
{
    const JsonValue *wanted = option_at(widget, option);
    size_t count = json_value_kind(widget->value) == JSON_KIND_ARRAY ? json_value_length(widget->value) : 0;
    bool picked = widget_is_picked(widget, option);
    int64_t most = json_value_integer(argument(widget, "max_selections"), -1);
    if (most == 0)
        return NULL;
    size_t first = !picked && most > 0 && count + 1 > (size_t)most ? count + 1 - (size_t)most : 0;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_array(writer);
    for (size_t i = first; i < count; i++) {
        const JsonValue *value = json_value_at(widget->value, i);
        if (!same_value(value, wanted))
            write_value(writer, value);
    }
    if (!picked)
        write_value(writer, wanted);
    json_writer_end_array(writer);
    return json_writer_steal(writer);
}

char *widget_pick(const Widget *widget, size_t option)
{
    if (option >= widget_options(widget))
        return NULL;
    if (widget_form(widget) == WIDGET_CHOICES)
        return toggle_option(widget, option);
    if (widget_form(widget) == WIDGET_FILES)
        return told(is_folder(widget, option) ? "open" : "pick", "path", path_of(widget, option));
    if (widget_form(widget) == WIDGET_TABS)
        return g_strdup_printf("\"%zu\"", option);
    g_autofree char *text = json_value_to_text(option_at(widget, option));
    return picks_in_list(widget) ? g_strdup_printf("[%s]", text) : g_steal_pointer(&text);
}

char *widget_pick_none(const Widget *widget)
{
    bool may = widget_form(widget) == WIDGET_CHOICES || json_value_bool(argument(widget, "allow_select_none"), false);
    return may ? g_strdup("[]") : NULL;
}

/* Which option is picked, or one that steps reach the first of. */
static long picked_option(const Widget *widget)
{
    if (widget_form(widget) == WIDGET_TABS)
        return atol(json_value_string(widget->value) ? json_value_string(widget->value) : "0");
    size_t count = widget_options(widget);
    for (size_t i = 0; i < count; i++) {
        if (widget_is_picked(widget, i))
            return (long)i;
    }
    return -1;
}

static char *step_option(const Widget *widget, long count)
{
    long last = (long)widget_options(widget) - 1, now = picked_option(widget);
    long next = now < 0 ? (count < 0 ? last : 0) : CLAMP(now + count, 0, last);
    return next == now || last < 0 ? NULL : widget_pick(widget, (size_t)next);
}

/* --- stepping ---------------------------------------------------------------------------------------- */

char *widget_step(const Widget *widget, unsigned part, long count)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE: return widget_number_step(widget, part, (double)count);
    case WIDGET_CHOICE: case WIDGET_TABS: return step_option(widget, count);
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: return widget_date_step(widget, part, count);
    case WIDGET_MATRIX: return widget_matrix_step(widget, part, count);
    case WIDGET_TICK: return widget_tick_step(widget, count);
    case WIDGET_CHAT: return told(count > 0 ? "earlier" : "later", NULL, NULL);
    default: return NULL;
    }
}

char *widget_edge(const Widget *widget, unsigned part, bool last)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE: return widget_number_edge(widget, part, last);
    case WIDGET_CHOICE: case WIDGET_TABS: return step_option(widget, last ? G_MAXINT : G_MININT);
    case WIDGET_MATRIX: return widget_matrix_edge(widget, part, last);
    default: return NULL;
    }
}

char *widget_clear(const Widget *widget)
{
    WidgetForm form = widget_form(widget);
    return form == WIDGET_CHAT || form == WIDGET_SUBMIT ? told("clear", NULL, NULL) : NULL;
}

char *widget_press(const Widget *widget)
{
    switch (widget_form(widget)) {
    case WIDGET_TOGGLE: return g_strdup(json_value_bool(widget->value, false) ? "false" : "true");
    case WIDGET_BUTTON: return g_strdup_printf("%" G_GINT64_FORMAT, json_value_integer(widget->value, 0) + 1);
    case WIDGET_SUBMIT: return told("submit", NULL, NULL);
    case WIDGET_TICK: return widget_tick_press(widget);
    default: return NULL;
    }
}

/* --- typing ------------------------------------------------------------------------------------------ */

static char *enter_text(const Widget *widget, const char *text, const char **why)
{
    int64_t longest = json_value_integer(argument(widget, "max_length"), -1);
    if (longest >= 0 && g_utf8_strlen(text, -1) > longest) {
        *why = "the text is too long";
        return NULL;
    }
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_string(writer, text);
    return json_writer_steal(writer);
}

char *widget_enter(const Widget *widget, unsigned part, const char *text, const char **why)
{
    *why = "it takes no text";
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE: return widget_number_enter(widget, part, text, why);
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: return widget_date_enter(widget, part, text, why);
    case WIDGET_TEXT: case WIDGET_AREA: return enter_text(widget, text, why);
    case WIDGET_MATRIX: return widget_matrix_enter(widget, part, text, why);
    case WIDGET_FILES: return told("go", "path", text);
    case WIDGET_CHAT: return told("say", "text", text);
    default: return NULL;
    }
}

char *widget_entry(const Widget *widget, unsigned part)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE: return widget_number_text(widget, part);
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: return widget_date_text(widget, part);
    case WIDGET_MATRIX: return widget_matrix_text(widget, part);
    case WIDGET_FILES: {
        const char *folder = json_value_string(argument(widget, "folder"));
        return g_strconcat(folder ? folder : "", folder && g_str_has_suffix(folder, "/") ? "" : "/", NULL);
    }
    case WIDGET_CHAT: return g_strdup("");
    default: return g_strdup(json_value_string(widget->value) ? json_value_string(widget->value) : "");
    }
}

/* --- drawing ----------------------------------------------------------------------------------------- */

enum { LONGEST = 40 };

/* "[text]", "[text…]": the first line, not more than fits into a form. */
static char *boxed_text(const Widget *widget)
{
    const char *text = json_value_string(widget->value), *hint = json_value_string(argument(widget, "placeholder"));
    size_t length = text ? strcspn(text, "\n") : 0;
    g_autofree char *line = g_strndup(text ? text : "", length);
    bool cut = text && text[length];
    if (g_utf8_strlen(line, -1) > LONGEST || cut) {
        g_autofree char *start = g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), LONGEST - 1));
        g_free(line);
        line = g_strconcat(start, "…", NULL);
    }
    if (g_strcmp0(json_value_string(argument(widget, "kind")), "password") == 0) {
        GString *dots = g_string_new("[");
        for (glong i = g_utf8_strlen(line, -1); i > 0; i--)
            g_string_append(dots, "•");
        g_free(line);
        line = g_strdup(dots->str + 1);
        g_string_free(dots, TRUE);
    }
    return g_strdup_printf("[%s]", *line ? line : hint && *hint ? hint : "        ");
}

static char *picked_names(const Widget *widget)
{
    size_t count = json_value_kind(widget->value) == JSON_KIND_ARRAY ? json_value_length(widget->value) : 0;
    GString *line = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        const JsonValue *value = json_value_at(widget->value, i);
        g_autofree char *text = json_value_to_text(value);
        g_string_append_printf(line, "%s%s", i ? ", " : "", json_value_string(value) ? json_value_string(value) : text);
    }
    g_string_append(line, count ? " ▾" : "-- ▾");
    return g_string_free(line, FALSE);
}

static char *radio_line(const Widget *widget)
{
    GString *line = g_string_new(NULL);
    size_t count = widget_options(widget);
    for (size_t i = 0; i < count; i++) {
        g_autofree char *name = widget_option(widget, i);
        g_string_append_printf(line, "%s(%s) %s", i ? "  " : "", widget_is_picked(widget, i) ? "•" : " ", name);
    }
    return g_string_free(line, FALSE);
}

static char *slide_line(const Widget *widget)
{
    return g_strdup_printf("‹ %ld of %zu ›", picked_option(widget) + 1, widget_options(widget));
}

char *widget_line(const Widget *widget)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE: return widget_number_line(widget);
    case WIDGET_TOGGLE: {
        bool on = json_value_bool(widget->value, false);
        if (widget_is_local(widget))
            return NULL;
        if (strcmp(widget->name, "switch") == 0)
            return g_strdup(on ? "(─●) on" : "(●─) off");
        return g_strdup(on ? "[x]" : "[ ]");
    }
    case WIDGET_CHOICE: return picks_in_list(widget) ? picked_names(widget) : radio_line(widget);
    case WIDGET_CHOICES: return picked_names(widget);
    case WIDGET_TEXT: case WIDGET_AREA: return boxed_text(widget);
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: return widget_date_line(widget);
    case WIDGET_MATRIX: return widget_matrix_lines(widget);
    case WIDGET_TICK: return widget_tick_line(widget);
    case WIDGET_TABS: return strcmp(widget->name, "carousel") == 0 ? slide_line(widget) : NULL;
    default: return NULL;
    }
}

unsigned widget_part_columns(const Widget *widget)
{
    return widget_form(widget) == WIDGET_MATRIX ? widget_matrix_columns(widget) : 0;
}

void widget_part_place(const Widget *widget, unsigned part, int *row, int *from, int *to)
{
    *row = 0;
    *from = 0;
    *to = G_MAXINT;
    WidgetForm form = widget_form(widget);
    if (form == WIDGET_DATE || form == WIDGET_DATES || form == WIDGET_TIME)
        widget_date_columns(widget, part, from, to);
    else if (form == WIDGET_RANGE)
        widget_number_columns(widget, part, from, to);
    else if (form == WIDGET_MATRIX)
        widget_matrix_place(widget, part, row, from, to);
}
