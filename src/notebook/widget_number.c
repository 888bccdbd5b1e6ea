#include "notebook/widget_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What values are possible: those from `low` on by `step`, up to `high`. */
typedef struct {
    double low, high, step; /* low and high may be infinite */
    const JsonValue *steps; /* the values are places in it; or NULL */
    bool snaps;             /* else any number between the bounds */
    bool is_real;           /* the program reads floats */
} Scale;

static const JsonValue *argument(const Widget *widget, const char *name)
{
    return json_value_get(widget->args, name);
}

static bool is_real(const JsonValue *value)
{
    return json_value_kind(value) == JSON_KIND_REAL;
}

static Scale scale_of(const Widget *widget)
{
    const JsonValue *steps = argument(widget, "steps"), *step = argument(widget, "step");
    bool number = strcmp(widget->name, "number") == 0;
    if (json_value_kind(steps) == JSON_KIND_ARRAY && json_value_length(steps) > 0)
        return (Scale){0, (double)json_value_length(steps) - 1, 1, steps, true, false};
    double by = json_value_real(step, 1);
    return (Scale){
        .low = json_value_real(argument(widget, "start"), -INFINITY),
        .high = json_value_real(argument(widget, "stop"), INFINITY),
        .step = by > 0 ? by : 1,
        .snaps = !number || json_value_kind(step) != JSON_KIND_NULL,
        .is_real = is_real(argument(widget, "start")) || is_real(argument(widget, "stop")) || is_real(step) ||
                   is_real(argument(widget, "value")),
    };
}

char *widget_number_shortest(double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    if (number == trunc(number) && fabs(number) < 1e15)
        return g_strdup(g_ascii_formatd(text, sizeof text, "%.0f", number == 0 ? 0 : number));
    for (int digits = 1; digits <= 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    return g_strdup(text);
}

int widget_number_decimals(double number)
{
    g_autofree char *text = widget_number_shortest(number);
    const char *point = strchr(text, '.'), *power = strchr(text, 'e');
    int shown = point ? (int)strspn(point + 1, "0123456789") : 0;
    return CLAMP(shown - (power ? atoi(power + 1) : 0), 0, 15);
}

/* Radix: roundValue(). */
double widget_number_rounded(double number, int decimals)
{
    double scale = pow(10, decimals);
    return round(number * scale) / scale;
}

static double snapped(const Scale *scale, double number)
{
    double low = isfinite(scale->low) ? scale->low : 0;
    int decimals = MAX(widget_number_decimals(scale->step), widget_number_decimals(low));
    if (scale->snaps)
        number = widget_number_rounded(round((number - low) / scale->step) * scale->step + low, decimals);
    return CLAMP(number, scale->low, scale->high);
}

static const JsonValue *part_of(const Widget *widget, unsigned part)
{
    return widget_form(widget) == WIDGET_RANGE ? json_value_at(widget->value, part) : widget->value;
}

/* The value with another number in one part; the ends of a range do not pass each other. */
static char *with_part(const Widget *widget, unsigned part, double number)
{
    if (widget_form(widget) != WIDGET_RANGE) {
        if (json_value_kind(widget->value) != JSON_KIND_NULL && json_value_real(widget->value, NAN) == number)
            return NULL;
        return widget_number_shortest(number);
    }
    double other = json_value_real(json_value_at(widget->value, 1 - part), 0);
    number = part == 0 ? MIN(number, other) : MAX(number, other);
    if (number == json_value_real(json_value_at(widget->value, part), NAN))
        return NULL;
    g_autofree char *first = widget_number_shortest(part == 0 ? number : other);
    g_autofree char *second = widget_number_shortest(part == 0 ? other : number);
    return g_strdup_printf("[%s, %s]", first, second);
}

char *widget_number_step(const Widget *widget, unsigned part, double count)
{
    Scale scale = scale_of(widget);
    const JsonValue *now = part_of(widget, part);
    if (json_value_kind(now) == JSON_KIND_NULL) /* an empty field begins at its bound */
        return with_part(widget, part, isfinite(scale.low) ? scale.low : isfinite(scale.high) ? scale.high : 0);
    double number = json_value_real(now, 0);
    int decimals = MAX(widget_number_decimals(number), widget_number_decimals(scale.step));
    return with_part(widget, part, snapped(&scale, widget_number_rounded(number + count * scale.step, decimals)));
}

char *widget_number_edge(const Widget *widget, unsigned part, bool last)
{
    Scale scale = scale_of(widget);
    double edge = last ? scale.high : scale.low;
    return isfinite(edge) ? with_part(widget, part, edge) : NULL;
}

/* Which of the steps is nearest. */
static double place_among(const JsonValue *steps, double number)
{
    size_t best = 0;
    for (size_t i = 1; i < json_value_length(steps); i++) {
        if (fabs(json_value_real(json_value_at(steps, i), 0) - number) <
            fabs(json_value_real(json_value_at(steps, best), 0) - number))
            best = i;
    }
    return (double)best;
}

char *widget_number_enter(const Widget *widget, unsigned part, const char *text, const char **why)
{
    Scale scale = scale_of(widget);
    g_autofree char *typed = g_strstrip(g_strdup(text));
    if (!*typed && strcmp(widget->name, "number") == 0)
        return g_strdup("null");
    char *end;
    double number = g_ascii_strtod(typed, &end);
    if (!*typed || *end || !isfinite(number)) {
        *why = "this is no number";
        return NULL;
    }
    number = scale.steps ? place_among(scale.steps, number) : snapped(&scale, number);
    g_autofree char *json = with_part(widget, part, number);
    *why = json ? NULL : "it has this value already";
    return g_steal_pointer(&json);
}

/* A number as the program reads it. */
static char *shown_number(const Scale *scale, const JsonValue *value)
{
    if (scale->steps) {
        g_autofree char *text = json_value_to_text(json_value_at(scale->steps, (size_t)json_value_integer(value, 0)));
        return g_steal_pointer(&text);
    }
    if (json_value_kind(value) == JSON_KIND_NULL)
        return g_strdup("");
    g_autofree char *text = widget_number_shortest(json_value_real(value, 0));
    bool whole = strspn(text, "-0123456789") == strlen(text);
    return scale->is_real && whole ? g_strconcat(text, ".0", NULL) : g_steal_pointer(&text);
}

char *widget_number_text(const Widget *widget, unsigned part)
{
    Scale scale = scale_of(widget);
    return shown_number(&scale, part_of(widget, part));
}

enum { LENGTH = 16 }; /* glyphs of the line along which a slider moves */

/* Python rounds halves to the even one. */
static int place_on_line(const Scale *scale, double number)
{
    double width = scale->high - scale->low;
    return width <= 0 ? 0 : (int)CLAMP(rint((number - scale->low) * (LENGTH - 1) / width), 0, LENGTH - 1);
}

char *widget_number_at(const Widget *widget, int column, bool drag, unsigned *part)
{
    Scale scale = scale_of(widget);
    bool outside = column < 0 || column >= LENGTH;
    if (strcmp(widget->name, "number") == 0 || !isfinite(scale.high - scale.low) || (outside && !drag))
        return NULL;
    column = CLAMP(column, 0, LENGTH - 1);
    if (widget_form(widget) == WIDGET_RANGE) {
        int first = place_on_line(&scale, json_value_real(part_of(widget, 0), 0));
        int last = place_on_line(&scale, json_value_real(part_of(widget, 1), 0));
        if (first == last && column != last)
            *part = column > last; /* of two ends in one place that one which can go there */
        else if (!drag)
            *part = abs(column - last) < abs(column - first);
    }
    double number = scale.low + (scale.high - scale.low) * column / (LENGTH - 1);
    return with_part(widget, *part, snapped(&scale, number));
}

char *widget_number_line(const Widget *widget)
{
    Scale scale = scale_of(widget);
    bool range = widget_form(widget) == WIDGET_RANGE;
    g_autofree char *first_text = shown_number(&scale, part_of(widget, 0));
    if (strcmp(widget->name, "number") == 0)
        return g_strdup_printf("‹%s›", first_text);
    int first = place_on_line(&scale, json_value_real(part_of(widget, 0), 0));
    int last = range ? place_on_line(&scale, json_value_real(part_of(widget, 1), 0)) : first;
    GString *line = g_string_new(NULL);
    for (int at = 0; at < LENGTH; at++)
        g_string_append(line, at == first || at == last ? "●" : at > first && at < last ? "━" : "─");
    g_string_append_printf(line, " %s", first_text);
    if (range) {
        g_autofree char *last_text = shown_number(&scale, part_of(widget, 1));
        g_string_append_printf(line, " – %s", last_text);
    }
    return g_string_free(line, FALSE);
}

/* Where the number of an end stands behind the line. */
void widget_number_columns(const Widget *widget, unsigned part, int *from, int *to)
{
    Scale scale = scale_of(widget);
    g_autofree char *first = shown_number(&scale, part_of(widget, 0));
    g_autofree char *last = shown_number(&scale, part_of(widget, 1));
    *from = LENGTH + 1 + (part == 0 ? 0 : (int)strlen(first) + 3);
    *to = *from + (int)strlen(part == 0 ? first : last);
}
