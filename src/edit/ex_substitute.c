/* `:s`, `:&`, `:~` (`:help :s`). */
#include "edit/ex_substitute.h"

#include <stdlib.h>
#include <string.h>

#include "edit/ex_text.h"

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* --- what was typed ------------------------------------------------------------------------------- */

/* Up to the delimiter; `*at` goes behind it.  The caller frees it. */
static char *read_replacement(const char **at, char delimiter)
{
    const char *start = *at, *end = start;
    while (*end && *end != delimiter)
        end += end[0] == '\\' && end[1] ? 2 : 1;
    *at = *end ? end + 1 : end;
    return g_strndup(start, (gsize)(end - start));
}

static bool read_flags(Editor *editor, const char **at, Substitution *sub)
{
    const char *p = *at;
    ExState *ex = ex_state_of(editor);
    sub->global = editor->options.gdefault;
    if (*p == '&') {
        p++;
        sub->global = ex->sub_global;
        sub->confirm = ex->sub_confirm;
        sub->count_only = ex->sub_count_only;
        sub->force_case = ex->sub_case;
    }
    for (; *p && strchr("cegiInrp#l", *p); p++) {
        switch (*p) {
        case 'c':
            sub->confirm = !sub->confirm;
            break;
        case 'e':
            sub->silent = true;
            break;
        case 'g':
            sub->global = !sub->global;
            break;
        case 'i':
        case 'I':
            sub->force_case = *p;
            break;
        case 'n':
            sub->count_only = true;
            break;
        case 'r':
            sub->last_search = true;
            break;
        default:
            break;
        }
    }
    ex->sub_global = sub->global;
    ex->sub_confirm = sub->confirm;
    ex->sub_count_only = sub->count_only;
    ex->sub_case = sub->force_case;
    *at = skip_blanks(p);
    return true;
}

static bool read_count(Editor *editor, const char **at, ExCall *call)
{
    if (!g_ascii_isdigit(**at))
        return true;
    long count = strtol(*at, (char **)at, 10);
    if (count <= 0) {
        editor_error(editor, "E939: Positive count required");
        return false;
    }
    call->first = call->last;
    call->last = MIN(call->last + MIN(count, INT_MAX) - 1, (long)editor_line_count(editor));
    *at = skip_blanks(*at);
    return true;
}

/* The pattern and the replacement, new ones or the last. */
static bool read_pattern(Editor *editor, const char **at, Substitution *sub)
{
    Search *search = search_of(editor);
    ExState *ex = ex_state_of(editor);
    char delimiter = **at;
    bool has_pattern = delimiter && !g_ascii_isalnum(delimiter) && !strchr("\"|& \t", delimiter);
    if (!has_pattern) {
        if (!search->replacement || !ex->sub_typed) {
            editor_error(editor, "E35: No previous regular expression");
            return false;
        }
        sub->typed = g_strdup(ex->sub_typed);
        sub->replacement = substitute_replacement(sub->typed, search->replacement);
        sub->pattern = g_strdup(sub->last_search ? NULL : ex->sub_pattern);
        return true;
    }
    const char *start = ++*at;
    const char *end = search_skip_pattern(start, delimiter);
    sub->pattern = end > start ? g_strndup(start, (gsize)(end - start)) : NULL;
    *at = *end ? end + 1 : end;
    sub->typed = read_replacement(at, delimiter);
    sub->replacement = substitute_replacement(sub->typed, search->replacement);
    return true;
}

/* Remembers the pattern for the next search and the replacement for `~`, and compiles. */
static Regex *prepare(Editor *editor, Substitution *sub)
{
    Search *search = search_of(editor);
    if (!sub->pattern && !search->pattern) {
        editor_error(editor, "E35: No previous regular expression");
        return NULL;
    }
    g_autofree char *pattern = g_strdup(sub->pattern ? sub->pattern : search->pattern);
    Regex *regex = search_compile(editor, pattern, sub->force_case);
    if (sub->pattern)
        search_remember(editor, pattern, false);
    ExState *ex = ex_state_of(editor);
    g_free(ex->sub_pattern);
    ex->sub_pattern = g_steal_pointer(&pattern);
    g_free(search->replacement);
    search->replacement = g_strdup(sub->replacement);
    g_free(ex->sub_typed);
    ex->sub_typed = g_strdup(sub->typed);
    return regex;
}

/* --- the work ------------------------------------------------------------------------------------- */

/* Whether the match is to be skipped: empty, and just where the last one ended. */
static bool is_empty_again(const SearchMatch *match, const Substitution *sub)
{
    return pos_compare(match->start, match->end) == 0 && sub->has_last && pos_compare(match->start, sub->last_end) == 0;
}

bool substitute_next(Editor *editor, Regex *regex, Substitution *sub, SearchMatch *match)
{
    while (sub->at.line <= sub->last_line && search_in_lines(editor, regex, sub->at, sub->last_line, match)) {
        TextLine text = editor_line(editor, match->start.line);
        if (is_empty_again(match, sub) && match->start.byte >= text.length) {
            sub->at = (Pos){match->start.line + 1, 0};
            sub->has_last = false;
        } else if (is_empty_again(match, sub)) {
            sub->at.byte = utf8_next(text.bytes, text.length, match->start.byte);
        } else {
            return true;
        }
    }
    return false;
}

/* Where the next match is looked for, after one that ended at `end`. */
void substitute_go_on(Editor *editor, Substitution *sub, bool over_lines, Pos end)
{
    sub->last_end = end;
    sub->has_last = true;
    sub->at = end;
    if (!sub->global && !over_lines)
        sub->at = (Pos){end.line + 1, 0};
    if (sub->at.line != end.line)
        sub->has_last = false;
}

/* Replaces one match; the lines of the range move with the text. */
void substitute_replace(Editor *editor, Substitution *sub, const SearchMatch *match)
{
    g_autoptr(GString) text = g_string_new(NULL);
    substitute_append(editor, sub, text, &match->match, match->subject, match->start.line);
    size_t before = editor_line_count(editor);
    bool over_lines = match->end.line > match->start.line;
    Pos start = match->start, end = match->end;
    if (sub->count == 0) /* undo leads to the first line that changed */
        editor_set_cursor(editor, (Pos){start.line, 0});
    end = editor_replace(editor, start, end, text->str, text->len);
    size_t after = editor_line_count(editor), gone = before > after ? before - after : 0;
    bool beyond = gone > sub->last_line - start.line; /* lines behind the range were joined to it, too */
    sub->last_line = beyond ? end.line : sub->last_line + after - before;
    sub->count++;
    if (sub->counted_line != start.line || sub->lines == 0)
        sub->lines++;
    sub->counted_line = end.line;
    sub->last_changed = end.line;
    substitute_go_on(editor, sub, over_lines, end);
    if (beyond)
        sub->at = (Pos){end.line + 1, 0};
}

/* One line without line breaks in pattern or replacement: all its matches in one change. */
static bool replace_in_line(Editor *editor, Regex *regex, Substitution *sub, size_t line)
{
    TextLine text = editor_line(editor, line);
    g_autoptr(GString) result = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    RegexMatch match;
    size_t at = 0, copied = 0, last_end = SIZE_MAX;
    long count = 0;
    while (at <= text.length && regex_match(regex, text.bytes, text.length, at, &match, &error)) {
        size_t start = match.start[0], end = match.end[0];
        if (start == end && start == last_end) {
            if (start >= text.length)
                break;
            at = utf8_next(text.bytes, text.length, start);
            continue;
        }
        g_string_append_len(result, text.bytes + copied, (gssize)(start - copied));
        substitute_append(editor, sub, result, &match, text.bytes, line);
        count++;
        copied = at = last_end = end;
        if (!sub->global || end >= text.length)
            break;
    }
    if (error) {
        editor_error(editor, "%s", error->message);
        return false;
    }
    if (count == 0)
        return true;
    sub->count += count;
    sub->lines++;
    sub->last_changed = line;
    if (sub->count_only)
        return true;
    g_string_append_len(result, text.bytes + copied, (gssize)(text.length - copied));
    size_t before = editor_line_count(editor);
    if (sub->count == count)
        editor_set_cursor(editor, (Pos){line, 0});
    editor_replace(editor, (Pos){line, 0}, (Pos){line, text.length}, result->str, result->len);
    size_t more = editor_line_count(editor) - before;
    sub->last_line += more;
    sub->last_changed += more;
    sub->at.line += more;
    return true;
}

static bool replace_all(Editor *editor, Regex *regex, Substitution *sub)
{
    if (!regex_spans_lines(regex)) {
        for (; sub->at.line <= sub->last_line; sub->at.line++) {
            if (!replace_in_line(editor, regex, sub, sub->at.line))
                return false;
        }
        return true;
    }
    SearchMatch match;
    while (substitute_next(editor, regex, sub, &match)) {
        if (!sub->count_only) {
            substitute_replace(editor, sub, &match);
            continue;
        }
        sub->count++;
        sub->lines++;
        substitute_go_on(editor, sub, match.end.line > match.start.line, match.end);
    }
    return !editor->input.failed;
}

bool substitute_report(Editor *editor, const Substitution *sub, const Pos *cursor)
{
    ExState *ex = ex_state_of(editor);
    if (sub->count == 0 && !sub->confirm_left) {
        if (ex->marked || sub->silent)
            return true;
        search_tell_missing(editor);
        return false;
    }
    if (sub->count_only) {
        editor_tell(editor, false, "%ld match%s on %ld line%s", sub->count, sub->count == 1 ? "" : "es", sub->lines,
                    sub->lines == 1 ? "" : "s");
        editor_cursor_to_indent(editor, editor->cursor.line);
        return true;
    }
    if (sub->count > 0) {
        size_t last = MIN(sub->last_line, editor_line_count(editor) - 1);
        editor_set_change_marks(editor, (Pos){sub->first_line, 0}, (Pos){last, 0});
        marks_change_was(editor, (Pos){sub->first_line, 0});
    }
    if (cursor)
        editor_set_cursor(editor, *cursor);
    else if (ex->marked)
        ex->global_moves = true;
    if (!cursor && sub->count > 0) {
        editor_set_cursor(editor, (Pos){sub->last_changed, 0});
        if (!ex->marked)
            editor_cursor_to_indent(editor, sub->last_changed);
    }
    editor_clamp_cursor(editor);
    if (!ex->marked && sub->count > 2)
        editor_tell(editor, false, "%ld substitutions on %ld line%s", sub->count, sub->lines, sub->lines == 1 ? "" : "s");
    return true;
}

void substitution_clear(Substitution *sub)
{
    g_free(sub->pattern);
    g_free(sub->typed);
    g_free(sub->replacement);
}

/* `:s/\n//` joins lines, and leaves the cursor where J does; false if it is something else. */
static bool joins_lines(Editor *editor, const ExCall *call, const Substitution *sub)
{
    size_t first = ex_first(call), last = ex_last(call);
    size_t cell = notebook_cell_of_line(editor->notebook, first);
    bool is_join = sub->pattern && strcmp(sub->pattern, "\\n") == 0 && !*sub->replacement && !sub->confirm &&
                   !sub->count_only && cell == notebook_cell_of_line(editor->notebook, last);
    if (!is_join)
        return false;
    size_t lines = last - first + 1 + (last < notebook_last_line(editor->notebook, cell));
    ex_place_cursor(editor, (Pos){first, 0});
    if (lines > 1)
        editor_join(editor, first, lines, false);
    return true;
}

/* Everything up to the flags has been read: does it, or asks first. */
static bool run(Editor *editor, ExCall *call, Substitution *sub)
{
    if (!substitute_check(editor, sub))
        return false;
    Regex *regex = prepare(editor, sub);
    if (!regex)
        return false;
    if (joins_lines(editor, call, sub))
        return true;
    sub->at = (Pos){ex_first(call), 0};
    sub->first_line = ex_first(call);
    sub->last_line = ex_last(call);
    if (sub->confirm && !sub->count_only && !ex_state_of(editor)->marked_unasked)
        return ex_confirm_start(editor, sub);
    Pos old = editor->cursor;
    editor->line_undo.paused = true;
    bool done = replace_all(editor, regex, sub);
    editor->line_undo.paused = false;
    if (sub->count && !sub->count_only && old.line != sub->last_changed) {
        editor_set_cursor(editor, old);
        marks_push_jump(editor);
    }
    return substitute_report(editor, sub, NULL) && done;
}

static bool execute(Editor *editor, ExCall *call, Substitution *sub)
{
    const char *at = call->argument;
    const char *name = call->command->name;
    bool repeats = name[0] == '&' || name[0] == '~';
    sub->last_search = name[0] == '~';
    g_autofree char *flags_of_last = NULL;
    if (strcmp(name, "&&") == 0) { /* the flags of the last one are kept */
        flags_of_last = g_strconcat("&", at, NULL);
        at = flags_of_last;
    }
    if (repeats ? !search_of(editor)->replacement : false) {
        editor_error(editor, "E35: No previous regular expression");
        return false;
    }
    /* The flag `r` comes after the pattern is chosen: look ahead. */
    if (!repeats && g_ascii_isalpha(*at) && strchr(at, 'r'))
        sub->last_search = true;
    if (!read_pattern(editor, &at, sub) || !read_flags(editor, &at, sub) || !read_count(editor, &at, call))
        return false;
    if (*at == '|' || *at == '\n')
        call->rest = call->argument + (at - (flags_of_last ? flags_of_last + 1 : call->argument)) + 1;
    else if (*at && *at != '"') {
        editor_error(editor, "E488: Trailing characters: %s", at);
        return false;
    }
    return run(editor, call, sub);
}

bool ex_substitute(Editor *editor, ExCall *call)
{
    Substitution sub = {0};
    bool done = execute(editor, call, &sub);
    substitution_clear(&sub);
    return done;
}
