#include "tui/find.h"

#include <string.h>

typedef struct {
    size_t line, start;
} Place;

typedef struct {
    GArray *places; /* of Place */
    size_t line;
} Gathering;

static void note(size_t start, size_t end, gpointer data)
{
    Gathering *all = data;
    Place place = {all->line, start};
    g_array_append_val(all->places, place);
}

static GArray *places_of(const Editor *editor, const FindLines *lines)
{
    Gathering all = {g_array_new(FALSE, FALSE, sizeof(Place)), 0};
    for (; all.line < lines->count; all.line++)
        editor_each_found(editor, lines->line(lines->self, all.line), note, &all);
    return all.places;
}

static int compare(const Place *a, const Place *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* The next one, round the end; `at`: one that is here counts. */
static guint next_of(const GArray *places, Place here, bool backward, bool at)
{
    for (guint i = 0; i < places->len; i++) {
        guint place = backward ? places->len - 1 - i : i;
        int order = compare(&g_array_index(places, Place, place), &here);
        if ((backward ? order < 0 : order > 0) || (at && order == 0))
            return place;
    }
    return backward ? places->len - 1 : 0;
}

static void step(Found *found, const GArray *places, long count, size_t here)
{
    bool backward = count < 0;
    Place from = found->any ? (Place){found->line, found->start} : (Place){here, 0};
    guint next = next_of(places, from, backward, !found->any);
    long more = MAX(ABS(count), 1) - 1, all = (long)places->len;
    found->at = (guint)(((long)next + (backward ? -more : more)) % all + all) % (guint)all;
}

size_t find_do(Found *found, Editor *editor, const Request *request, const FindLines *lines, size_t here)
{
    if (strcmp(request->text, "begin") == 0) {
        *found = (Found){.begun = true, .origin = here};
        return here;
    }
    if (strcmp(request->text, "leave") == 0) {
        size_t origin = found->origin;
        *found = (Found){0};
        return origin;
    }
    bool typed = strcmp(request->text, "typed") == 0;
    g_autoptr(GArray) places = places_of(editor, lines);
    found->begun = true;
    found->total = places->len;
    if (typed)
        found->any = false;
    if (places->len == 0) {
        found->any = false;
        if (!typed || request->force)
            editor_tell_unfound(editor);
        return typed ? found->origin : here;
    }
    step(found, places, request->code, typed ? found->origin : here);
    const Place *place = &g_array_index(places, Place, found->at);
    found->any = true;
    found->line = place->line;
    found->start = place->start;
    found->at++;
    return found->line;
}

char *find_count(const Found *found)
{
    return found->any ? g_strdup_printf("match %u of %u", found->at, found->total) : g_strdup(found->begun ? "no match" : "");
}
