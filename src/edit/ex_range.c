/* Ranges of the `:` line (`:help cmdline-ranges`). */
#include "edit/ex.h"

#include <stdlib.h>
#include <string.h>

#include "edit/search.h"

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* The line of a match from the line behind (or before) the cursor's on. */
static bool search_address(Editor *editor, const char *pattern, bool backward, long *line)
{
    Regex *regex = search_compile(editor, pattern, 0);
    if (!regex)
        return false;
    if (pattern && *pattern)
        search_remember(editor, pattern, false);
    Pos from = {editor->cursor.line, backward ? 0 : editor_line_length(editor, editor->cursor.line)};
    Pos found;
    if (!search_from(editor, regex, from, 1, (SearchHow){.backward = backward}, &found))
        return false;
    *line = (long)found.line + 1;
    return true;
}

static bool mark_address(Editor *editor, const char **at, long *line)
{
    Utf8Char name = utf8_decode(*at + 1, strlen(*at + 1));
    Pos pos;
    if (name.length == 0 || !marks_find(editor, name.code, &pos)) {
        editor_error(editor, "E20: Mark not set");
        return false;
    }
    *at += 1 + name.length;
    *line = (long)pos.line + 1;
    return true;
}

static bool pattern_address(Editor *editor, const char **at, long *line)
{
    char delimiter = **at;
    const char *start = *at + 1;
    const char *end = search_skip_pattern(start, delimiter);
    g_autofree char *pattern = g_strndup(start, (gsize)(end - start));
    *at = *end ? end + 1 : end;
    search_of(editor)->backward = delimiter == '?';
    search_of(editor)->offset = (SearchOffset){0};
    return search_address(editor, pattern, delimiter == '?', line);
}

/* \/ \? \&: the last pattern, forwards, backwards, the last of `:s`. */
static bool last_pattern_address(Editor *editor, const char **at, long *line)
{
    char which = (*at)[1];
    if (which != '/' && which != '?' && which != '&') {
        editor_error(editor, "E10: \\ should be followed by /, ? or &");
        return false;
    }
    *at += 2;
    const char *pattern = which == '&' && editor->ex ? editor->ex->sub_pattern : NULL;
    return search_address(editor, pattern, which == '?', line);
}

bool ex_read_address(Editor *editor, const char **at, long *line, bool *found)
{
    const char *p = skip_blanks(*at);
    bool good = true;
    *found = true;
    *line = (long)editor->cursor.line + 1;
    if (*p == '.') {
        p++;
    } else if (*p == '$') {
        *line = (long)editor_line_count(editor);
        p++;
    } else if (g_ascii_isdigit(*p)) {
        *line = strtol(p, (char **)&p, 10);
    } else if (*p == '\'') {
        good = mark_address(editor, &p, line);
    } else if (*p == '/' || *p == '?') {
        good = pattern_address(editor, &p, line);
    } else if (*p == '\\') {
        good = last_pattern_address(editor, &p, line);
    } else {
        *found = *p == '+' || *p == '-';
    }
    if (!good)
        return false;
    if (!*found)
        return true;
    for (p = skip_blanks(p); *p == '+' || *p == '-' || g_ascii_isdigit(*p); p = skip_blanks(p)) {
        bool minus = *p == '-';
        p += !g_ascii_isdigit(*p);
        long number = g_ascii_isdigit(*p) ? strtol(p, (char **)&p, 10) : 1;
        number = MIN(number, INT_MAX);
        *line += minus ? -number : number;
    }
    *at = p;
    return true;
}

static bool visual_range(Editor *editor, ExCall *call)
{
    Pos first, last;
    if (!marks_find(editor, '<', &first) || !marks_find(editor, '>', &last)) {
        editor_error(editor, "E20: Mark not set");
        return false;
    }
    call->first = (long)first.line + 1;
    call->last = (long)last.line + 1;
    call->addresses++;
    return true;
}

/* What `;` does: the cursor stays there, whatever becomes of the command. */
static void move_to(Editor *editor, long line)
{
    size_t last = editor_line_count(editor) - 1;
    ex_place_cursor(editor, (Pos){MIN((size_t)line - 1, last), editor->cursor.byte});
}

bool ex_read_range(Editor *editor, const char **at, ExCall *call)
{
    bool good = true, found = false;
    call->addresses = 0;
    call->last = (long)editor->cursor.line + 1;
    do {
        call->first = call->last;
        call->last = (long)editor->cursor.line + 1;
        const char *p = skip_blanks(*at);
        if (*p == '%') {
            call->first = 1;
            call->last = (long)editor_line_count(editor);
            call->addresses++;
            found = true;
            *at = p + 1;
        } else if (*p == '*') {
            good = visual_range(editor, call);
            found = true;
            *at = p + 1;
        } else {
            good = ex_read_address(editor, at, &call->last, &found);
        }
        call->addresses++;
        *at = skip_blanks(*at);
        if (good && **at == ';' && call->last >= 1)
            move_to(editor, call->last);
    } while (good && (**at == ',' || **at == ';') && (*at)++);
    if (call->addresses == 1) {
        call->first = call->last;
        call->addresses = found ? 1 : 0;
    }
    return good;
}
