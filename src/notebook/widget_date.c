#include "notebook/widget_date.h"

#include <stdio.h>
#include <string.h>

enum { DATE_PARTS = 3, DATE_LENGTH = 10, SEPARATOR = 3 }; /* " – " */

/* Year, month, day, hour, minute, second: where each stands in "2026-01-31T12:30:00". */
static const struct {
    int from, length;
    GDateTime *(*add)(GDateTime *, gint);
} PARTS[] = {
    {0, 4, g_date_time_add_years}, {5, 2, g_date_time_add_months},   {8, 2, g_date_time_add_days},
    {11, 2, g_date_time_add_hours}, {14, 2, g_date_time_add_minutes}, {17, 2, NULL},
};

static GDateTime *add_seconds(GDateTime *time, long count)
{
    return g_date_time_add_seconds(time, (double)count);
}

static bool is_range(const Widget *widget)
{
    return widget_form(widget) == WIDGET_DATES;
}

static bool is_time(const Widget *widget)
{
    return widget_form(widget) == WIDGET_TIME;
}

unsigned widget_date_parts(const Widget *widget)
{
    if (!is_time(widget))
        return is_range(widget) ? 2 * DATE_PARTS : DATE_PARTS;
    const char *precision = json_value_string(json_value_get(widget->args, "precision"));
    return g_strcmp0(precision, "hour") == 0 ? 4 : g_strcmp0(precision, "second") == 0 ? 6 : 5;
}

static const char *text_of(const Widget *widget, unsigned end)
{
    const JsonValue *value = is_range(widget) ? json_value_at(widget->value, end) : widget->value;
    const char *text = json_value_string(value);
    return text ? text : "";
}

/* NULL if it is no date, or no time. */
static GDateTime *time_of(const char *text)
{
    int year, month, day, hour = 0, minute = 0, second = 0, length = 0, more = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) < 3 || length == 0)
        return NULL;
    const char *rest = text + length;
    if (*rest && (sscanf(rest, "%*1[T ]%2d%n", &hour, &more) < 1 || more == 0))
        return NULL;
    rest += more;
    for (int *field = &minute; *rest; field = &second) {
        more = 0;
        if (sscanf(rest, ":%2d%n", field, &more) < 1 || more == 0)
            return NULL;
        rest += more;
    }
    return year < 1 ? NULL : g_date_time_new_utc(year, month, day, hour, minute, second);
}

static char *format(const Widget *widget, GDateTime *time)
{
    g_autofree char *year = g_strdup_printf("%04d", g_date_time_get_year(time));
    g_autofree char *rest = g_date_time_format(time, is_time(widget) ? "-%m-%dT%H:%M:%S" : "-%m-%d");
    return g_strconcat(year, rest, NULL);
}

/* Bounds are texts of the same shape, so that their order is that of times. */
static char *within(const Widget *widget, char *text)
{
    static const char *const BOUNDS[] = {"start", "stop"};
    for (int i = 0; i < 2; i++) {
        const char *found = json_value_string(json_value_get(widget->args, BOUNDS[i]));
        if (!found || strlen(found) < DATE_LENGTH)
            continue;
        g_autofree char *bound = g_strdelimit(g_strndup(found, strlen(text)), " ", 'T');
        int order = strcmp(text, bound);
        if (i == 0 ? order < 0 : order > 0) {
            g_free(text);
            text = g_strdup(bound);
        }
    }
    return text;
}

static char *json_of(const Widget *widget, unsigned end, const char *text)
{
    if (!is_range(widget))
        return strcmp(text, text_of(widget, 0)) == 0 ? NULL : g_strdup_printf("\"%s\"", text);
    const char *other = text_of(widget, 1 - end);
    bool passes = *other && (end == 0 ? strcmp(text, other) > 0 : strcmp(text, other) < 0);
    if (passes)
        text = other; /* the ends do not pass each other */
    if (strcmp(text, text_of(widget, end)) == 0)
        return NULL;
    return g_strdup_printf("[\"%s\", \"%s\"]", end == 0 ? text : other, end == 0 ? other : text);
}

char *widget_date_step(const Widget *widget, unsigned part, long count)
{
    unsigned end = is_range(widget) ? part / DATE_PARTS : 0, field = is_range(widget) ? part % DATE_PARTS : part;
    g_autoptr(GDateTime) now = time_of(text_of(widget, end));
    if (!now || field >= G_N_ELEMENTS(PARTS))
        return NULL;
    int by = (int)CLAMP(count, -100000, 100000);
    g_autoptr(GDateTime) then = PARTS[field].add ? PARTS[field].add(now, by) : add_seconds(now, by);
    if (!then)
        return NULL;
    g_autofree char *text = within(widget, format(widget, then));
    return json_of(widget, end, text);
}

char *widget_date_enter(const Widget *widget, unsigned part, const char *text, const char **why)
{
    g_autofree char *typed = g_strstrip(g_strdup(text));
    g_autoptr(GDateTime) time = time_of(typed);
    if (!time) {
        *why = is_time(widget) ? "a time looks like 2026-01-31T12:30" : "a date looks like 2026-01-31";
        return NULL;
    }
    g_autofree char *wanted = within(widget, format(widget, time));
    char *json = json_of(widget, is_range(widget) ? part / DATE_PARTS : 0, wanted);
    *why = json ? NULL : "it has this value already";
    return json;
}

char *widget_date_text(const Widget *widget, unsigned part)
{
    return g_strdup(text_of(widget, is_range(widget) ? part / DATE_PARTS : 0));
}

char *widget_date_line(const Widget *widget)
{
    if (is_range(widget))
        return g_strdup_printf("‹%s – %s›", text_of(widget, 0), text_of(widget, 1));
    g_autofree char *text = g_strdelimit(g_strdup(text_of(widget, 0)), "T", ' ');
    return g_strdup_printf("‹%s›", text);
}

void widget_date_columns(const Widget *widget, unsigned part, int *from, int *to)
{
    unsigned field = is_range(widget) ? part % DATE_PARTS : part;
    int shift = 1 + (is_range(widget) && part >= DATE_PARTS ? DATE_LENGTH + SEPARATOR : 0);
    *from = shift + PARTS[field].from;
    *to = *from + PARTS[field].length;
}
