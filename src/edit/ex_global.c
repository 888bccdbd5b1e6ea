/* `:g` and `:v` (`:help :global`): first all lines are marked, then the command is run on each of them.
 *
 * While lines come and go the marks follow.  Most commands change lines before those that are still to be
 * visited, so a shift is kept for all of them; only other changes touch the marks one by one. */
#include "edit/ex_text.h"

#include <string.h>

#include "edit/search.h"

static size_t marked_line(const ExState *ex, guint index)
{
    return (size_t)(g_array_index(ex->marked, long, index) + ex->marked_shift);
}

void ex_lines_changed(Editor *editor, size_t at, size_t before, size_t after)
{
    ExState *ex = editor->ex;
    if (!ex || !ex->marked || ex->marked_next >= ex->marked->len || before == after)
        return;
    long difference = (long)after - (long)before;
    if (at + before <= marked_line(ex, ex->marked_next)) {
        ex->marked_shift += difference;
        return;
    }
    if (at > marked_line(ex, ex->marked->len - 1))
        return;
    guint kept = ex->marked_next;
    for (guint i = ex->marked_next; i < ex->marked->len; i++) {
        size_t line = marked_line(ex, i);
        if (line >= at && line < at + before && line - at >= after)
            continue; /* deleted */
        long moved = (long)line + (line >= at + before ? difference : 0) - ex->marked_shift;
        g_array_index(ex->marked, long, kept++) = moved;
    }
    g_array_set_size(ex->marked, kept);
}

/* The lines of the range with a match, or without one. */
static GArray *matching_lines(Editor *editor, Regex *regex, const ExCall *call, bool inverse)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(long));
    size_t last = ex_last(call);
    for (size_t line = ex_first(call); line <= last && !editor->input.failed; line++) {
        SearchMatch match;
        size_t found = search_in_lines(editor, regex, (Pos){line, 0}, last, &match) ? match.start.line : last + 1;
        for (; inverse && line < found; line++)
            g_array_append_vals(lines, &(long){(long)line}, 1);
        line = found;
        if (!inverse && line <= last)
            g_array_append_vals(lines, &(long){(long)line}, 1);
    }
    return lines;
}

static bool finish(Editor *editor, bool done)
{
    ExState *ex = editor->ex;
    long difference = (long)editor_line_count(editor) - ex->marked_before;
    editor_clamp_cursor(editor);
    if (ex->global_moves)
        editor_cursor_to_indent(editor, editor->cursor.line);
    if (done)
        ex_report(editor, ABS(difference), difference < 0 ? "fewer lines" : "more lines");
    g_clear_pointer(&ex->marked, g_array_unref);
    g_clear_pointer(&ex->marked_command, g_free);
    ex->marked_unasked = false;
    return done;
}

/* Runs the command on the marked lines; as soon as it asks something, the rest waits for ex_global_go_on(). */
static bool visit(Editor *editor)
{
    ExState *ex = editor->ex;
    bool done = true;
    while (done && ex->marked_next < ex->marked->len) {
        size_t line = marked_line(ex, ex->marked_next++);
        ex_place_cursor(editor, (Pos){line, 0});
        done = ex_execute(editor, ex->marked_command);
        if (ex_confirms(editor))
            return true;
    }
    return finish(editor, done);
}

void ex_global_go_on(Editor *editor, bool enough)
{
    if (!editor->ex->marked)
        return;
    if (enough)
        finish(editor, true);
    else
        visit(editor);
}

static bool run(Editor *editor, ExCall *call, const char *pattern, const char *command, bool inverse)
{
    ExState *ex = ex_state_of(editor);
    Regex *regex = search_compile(editor, pattern, 0);
    if (!regex)
        return false;
    if (pattern && *pattern) {
        search_remember(editor, pattern, false);
        g_free(ex->sub_pattern); /* a `:s` without a pattern takes it too */
        ex->sub_pattern = g_strdup(pattern);
    }
    ex->marked = matching_lines(editor, regex, call, inverse);
    ex->marked_next = 0;
    ex->marked_shift = 0;
    ex->global_moves = false;
    if (!editor->input.failed && ex->marked->len > 0) {
        ex->marked_command = g_strdup(command);
        ex->marked_before = (long)editor_line_count(editor);
        marks_push_jump(editor);
        return visit(editor);
    }
    if (!editor->input.failed)
        editor_tell(editor, false, inverse ? "Pattern found in every line: %s" : "Pattern not found: %s",
                    search_of(editor)->compiled);
    g_clear_pointer(&ex->marked, g_array_unref);
    return !editor->input.failed;
}

bool ex_global(Editor *editor, ExCall *call)
{
    const char *at = call->argument;
    char delimiter = *at;
    bool inverse = call->bang || call->command->name[0] == 'v';
    if (ex_state_of(editor)->marked) {
        editor_error(editor, "E147: Cannot do :global recursive");
        return false;
    }
    if (!delimiter || g_ascii_isalnum(delimiter) || strchr("\"| \t", delimiter)) {
        editor_error(editor, delimiter ? "E146: Regular expressions can't be delimited by letters"
                                       : "E148: Regular expression missing from :global");
        return false;
    }
    const char *end = search_skip_pattern(++at, delimiter);
    g_autofree char *pattern = g_strndup(at, (gsize)(end - at));
    const char *command = *end ? end + 1 : end;
    return run(editor, call, pattern, *command ? command : "p", inverse);
}
