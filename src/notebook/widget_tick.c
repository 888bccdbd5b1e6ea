#include "notebook/widget_tick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char OFF[] = "off";

static char *text_of(const JsonValue *value)
{
    if (json_value_kind(value) == JSON_KIND_STRING)
        return g_strdup(json_value_string(value));
    return json_value_kind(value) == JSON_KIND_NULL || !value ? g_strdup("") : json_value_to_text(value);
}

/* What stands before the count. */
static char *interval_text(const Widget *widget)
{
    char *text = text_of(widget->value);
    char *open = strrchr(text, '(');
    if (open)
        *open = '\0';
    return g_strchomp(text);
}

static char *told(const char *interval, const Widget *widget)
{
    g_autofree char *now = text_of(widget->value);
    const char *open = strrchr(now, '(');
    g_autofree char *text = g_strdup_printf("%s (%ld)", interval, open ? atol(open + 1) + 1 : 1);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_string(writer, text);
    return json_writer_steal(writer);
}

char *widget_tick_press(const Widget *widget)
{
    g_autofree char *interval = interval_text(widget);
    return told(interval, widget);
}

char *widget_tick_step(const Widget *widget, long count)
{
    const JsonValue *options = json_value_get(widget->args, "options");
    long last = json_value_kind(options) == JSON_KIND_ARRAY ? (long)json_value_length(options) : 0, now = 0;
    g_autofree char *interval = interval_text(widget);
    for (long i = 0; i < last; i++) {
        g_autofree char *option = text_of(json_value_at(options, (size_t)i));
        if (strcmp(option, interval) == 0)
            now = i + 1;
    }
    long next = CLAMP(now + count, 0, last);
    if (next == now)
        return NULL;
    g_autofree char *chosen = next == 0 ? g_strdup(OFF) : text_of(json_value_at(options, (size_t)next - 1));
    return told(chosen, widget);
}

char *widget_tick_line(const Widget *widget)
{
    g_autofree char *interval = interval_text(widget);
    bool ticks = *interval && strcmp(interval, OFF) != 0;
    if (json_value_length(json_value_get(widget->args, "options")) == 0)
        return ticks ? g_strdup_printf("[ ⟳ ] every %s", interval) : g_strdup("[ ⟳ ]");
    return ticks ? g_strdup_printf("[ ⟳ ] ‹every %s›", interval) : g_strdup("[ ⟳ ] ‹off›");
}

/* "5", "5s", "1m 30s", "250ms": seconds are meant where nothing is said. */
double widget_interval(const Widget *widget)
{
    static const struct {
        const char *unit;
        double seconds;
    } UNITS[] = {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"", 1}};
    const double LONGEST = 1e7;
    if (widget_form(widget) != WIDGET_TICK)
        return 0;
    g_autofree char *text = interval_text(widget);
    double sum = 0;
    for (char *at = text; *at;) {
        char *end;
        double number = g_ascii_strtod(at, &end);
        if (end == at)
            return 0;
        size_t length = strspn(end + strspn(end, " "), "abcdefghijklmnopqrstuvwxyz");
        const char *unit = end + strspn(end, " ");
        size_t i = 0;
        while (i < G_N_ELEMENTS(UNITS) && !(strlen(UNITS[i].unit) == length && strncmp(UNITS[i].unit, unit, length) == 0))
            i++;
        if (i == G_N_ELEMENTS(UNITS))
            return 0;
        sum += number * UNITS[i].seconds;
        at = (char *)unit + length;
        at += strspn(at, " ");
    }
    return isfinite(sum) && sum > 0 ? MIN(sum, LONGEST) : 0;
}
