/* The rules of where a search starts and which match it takes are those of Vim's searchit(), with 'c'
 * in 'cpoptions' as it ships: a search goes on behind a match, not within it. */
#include "edit/search.h"

#include "edit/apart.h"

#include <string.h>

Search *search_of(Editor *editor)
{
    if (!editor->search) {
        editor->search = g_new0(Search, 1);
        editor->search->subject = g_string_new(NULL);
    }
    return editor->search;
}

void search_free(Search *search)
{
    g_clear_pointer(&search->regex, regex_free);
    g_string_free(search->subject, TRUE);
    g_free(search->pattern);
    g_free(search->replacement);
    g_free(search->compiled);
    g_free(search->preview);
    g_free(search);
}

const char *search_last_pattern(const Editor *editor)
{
    return editor->search ? editor->search->pattern : NULL;
}

void search_remember(Editor *editor, const char *pattern, bool no_smartcase)
{
    Search *search = search_of(editor);
    char *copy = g_strdup(pattern);
    g_free(search->pattern);
    search->pattern = copy;
    search->no_smartcase = no_smartcase;
    search->silenced = false;
}

static int flags_of(const Editor *editor, const Search *search, char force_case)
{
    if (force_case)
        return force_case == 'i' ? REGEX_IGNORE_CASE : 0;
    int flags = editor->options.ignorecase ? REGEX_IGNORE_CASE : 0;
    if (editor->options.smartcase && !search->no_smartcase)
        flags |= REGEX_SMART_CASE;
    return flags;
}

/* Like search_compile(), with the error instead of a message. */
static Regex *compile(Editor *editor, const char *pattern, char force_case, GError **error)
{
    Search *search = search_of(editor);
    int flags = flags_of(editor, search, force_case);
    if (search->regex && search->compiled_flags == flags && strcmp(search->compiled, pattern) == 0 &&
        !strchr(pattern, '~'))
        return search->regex;
    g_clear_pointer(&search->regex, regex_free);
    search->regex = regex_new(pattern, flags, search->replacement, error);
    g_free(search->compiled);
    search->compiled = g_strdup(pattern);
    search->compiled_flags = flags;
    return search->regex;
}

Regex *search_compile(Editor *editor, const char *pattern, char force_case)
{
    Search *search = search_of(editor);
    if (!pattern || !*pattern)
        pattern = search->pattern;
    if (!pattern) {
        editor_error(editor, "E35: No previous regular expression");
        return NULL;
    }
    g_autoptr(GError) error = NULL;
    Regex *regex = compile(editor, pattern, force_case, &error);
    if (!regex)
        editor_error(editor, "%s", error->message);
    return regex;
}

/* --- matching ------------------------------------------------------------------------------------- */

/* A byte of a subject that begins with line `line` as a place. */
static Pos place_in(const char *subject, size_t line, size_t byte)
{
    size_t start = 0;
    for (const char *newline; (newline = memchr(subject + start, '\n', byte - start)); line++)
        start = (size_t)(newline - subject) + 1;
    return (Pos){line, byte - start};
}

/* The lines of a cell from `line` on, joined; also the last one ends with a newline, as in Vim. */
static GString *joined(Editor *editor, size_t line)
{
    GString *subject = editor->search->subject;
    g_string_truncate(subject, 0);
    size_t last = notebook_last_line(editor->notebook, notebook_cell_of_line(editor->notebook, line));
    for (size_t i = line; i <= last; i++) {
        TextLine text = editor_line(editor, i);
        g_string_append_len(subject, text.bytes, (gssize)text.length);
        g_string_append_c(subject, '\n');
    }
    return subject;
}

/* A match in `text`, which begins with `line`. */
static bool match_at(Regex *regex, TextLine text, size_t line, size_t at, SearchMatch *found, GError **error)
{
    if (at > text.length || !regex_match(regex, text.bytes, text.length, at, &found->match, error))
        return false;
    found->subject = text.bytes;
    found->start = place_in(text.bytes, line, found->match.start[0]);
    found->end = place_in(text.bytes, line, found->match.end[0]);
    return true;
}

/* A match of a pattern that spans lines, in the cell of `from`. */
static bool match_in_cell(Editor *editor, Regex *regex, Pos from, size_t cell_last, SearchMatch *found, GError **error)
{
    GString *subject = joined(editor, from.line);
    TextLine text = {subject->str, subject->len};
    if (!match_at(regex, text, from.line, from.byte, found, error) || found->start.line > cell_last)
        return false;
    if (found->end.line > cell_last) /* the newline of the last line stays */
        found->end = (Pos){cell_last, editor_line_length(editor, cell_last)};
    return true;
}

/* A match of a pattern that does not, in the lines of that cell up to `last`. */
static bool match_in_lines(Editor *editor, Regex *regex, Pos from, size_t last, SearchMatch *found, GError **error)
{
    size_t cell = notebook_cell_of_line(editor->notebook, from.line);
    size_t first = notebook_first_line(editor->notebook, cell);
    const Text *text = cell_text(notebook_cell(editor->notebook, cell)); /* quicker than asking for each line */
    last = MIN(last, first + text_line_count(text) - 1);
    for (size_t line = from.line; line <= last && !*error; line++) {
        if (match_at(regex, text_line(text, line - first), line, line == from.line ? from.byte : 0, found, error))
            return true;
    }
    return false;
}

bool search_in_lines(Editor *editor, Regex *regex, Pos from, size_t last, SearchMatch *found)
{
    g_autoptr(GError) error = NULL;
    bool spans = regex_spans_lines(regex);
    bool any = false;
    while (from.line <= last && !any && !error) {
        size_t cell_last =
            notebook_last_line(editor->notebook, notebook_cell_of_line(editor->notebook, from.line));
        any = spans ? match_in_cell(editor, regex, from, cell_last, found, &error)
                    : match_in_lines(editor, regex, from, last, found, &error);
        from = (Pos){cell_last + 1, 0};
    }
    if (error)
        editor_error(editor, "%s", error->message);
    return any && found->start.line <= last;
}

/* Where the search for another match in the same line goes on; false at the end of the line. */
static bool behind_match(const Editor *editor, const SearchMatch *match, Pos *at)
{
    if (match->end.line != match->start.line)
        return false;
    TextLine text = editor_line(editor, match->start.line);
    *at = match->end;
    if (pos_compare(match->start, match->end) == 0)
        at->byte = utf8_next(text.bytes, text.length, at->byte);
    return at->byte < text.length;
}

static size_t char_length(const Editor *editor, Pos pos)
{
    TextLine text = editor_line(editor, pos.line);
    return pos.byte >= text.length ? 1 : utf8_next(text.bytes, text.length, pos.byte) - pos.byte;
}

/* The first match in the line of `from` behind it. */
static bool forward_in_line(Editor *editor, Regex *regex, Pos from, SearchHow how, SearchMatch *match)
{
    size_t limit = from.byte + (how.at_start ? 0 : char_length(editor, from));
    size_t length = editor_line_length(editor, from.line);
    Pos at = {from.line, 0};
    while (search_in_lines(editor, regex, at, from.line, match)) {
        size_t column = match->start.byte - (match->start.byte == length && length > 0 ? 1 : 0);
        bool accepted = column >= limit;
        if (length == 0)
            accepted = how.at_start;
        if (how.to_end)
            accepted = match->end.line > match->start.line || match->end.byte > limit;
        if (accepted)
            return true;
        if (!behind_match(editor, match, &at))
            return false;
    }
    return false;
}

/* The last match in a line that begins (or ends) before `limit`. */
static bool backward_in_line(Editor *editor, Regex *regex, size_t line, Pos limit, SearchHow how, SearchMatch *match)
{
    SearchMatch candidate;
    bool any = false;
    Pos at = {line, 0};
    while (search_in_lines(editor, regex, at, line, &candidate)) {
        Pos decisive = candidate.start;
        if (how.to_end) {
            decisive = candidate.end;
            decisive.byte -= decisive.byte > 0;
        }
        if (pos_compare(decisive, limit) >= 0)
            break;
        *match = candidate;
        any = true;
        if (!behind_match(editor, &candidate, &at))
            break;
    }
    return any;
}

/* The last match that begins in lines [first, last] before `limit`; cells without any are passed over. */
static bool backward_in_lines(Editor *editor, Regex *regex, size_t first, size_t last, Pos limit, SearchHow how,
                              SearchMatch *match)
{
    for (size_t line = last + 1; line-- > first;) {
        size_t cell = notebook_cell_of_line(editor->notebook, line);
        size_t start = MAX(first, notebook_first_line(editor->notebook, cell));
        bool any = search_in_lines(editor, regex, (Pos){start, 0}, line, match);
        for (size_t stop = any ? match->start.line : line + 1; line + 1 > stop; line--) {
            if (backward_in_line(editor, regex, line, limit, how, match))
                return true;
            if (line == 0)
                return false;
        }
        line = start;
    }
    return false;
}

static bool search_forward(Editor *editor, Regex *regex, Pos from, SearchHow how, SearchMatch *match)
{
    size_t lines = editor_line_count(editor);
    if (from.line < lines && forward_in_line(editor, regex, from, how, match))
        return true;
    if (from.line + 1 < lines && search_in_lines(editor, regex, (Pos){from.line + 1, 0}, lines - 1, match))
        return true;
    if (!editor->options.wrapscan || editor->input.failed)
        return false;
    if (!search_in_lines(editor, regex, (Pos){0, 0}, MIN(from.line, lines - 1), match))
        return false;
    editor_tell(editor, false, "search hit BOTTOM, continuing at TOP");
    return true;
}

static bool search_backward(Editor *editor, Regex *regex, Pos from, SearchHow how, SearchMatch *match)
{
    Pos limit = from;
    limit.byte += how.at_start ? char_length(editor, from) : 0;
    if (backward_in_lines(editor, regex, 0, from.line, limit, how, match))
        return true;
    if (!editor->options.wrapscan || editor->input.failed)
        return false;
    const Pos end = {SIZE_MAX, 0};
    if (!backward_in_lines(editor, regex, from.line, editor_line_count(editor) - 1, end, how, match))
        return false;
    editor_tell(editor, false, "search hit TOP, continuing at BOTTOM");
    return true;
}

/* The place that a match is gone to. */
static Pos goal_of(const Editor *editor, const SearchMatch *match, SearchHow how)
{
    if (!how.to_end || pos_compare(match->start, match->end) == 0)
        return match->start;
    Pos end = match->end;
    if (end.byte == 0) {
        end.line--;
        end.byte = editor_last_byte(editor, end.line);
    } else {
        TextLine text = editor_line(editor, end.line);
        end.byte = utf8_previous(text.bytes, text.length, end.byte);
    }
    return end;
}

bool search_from(Editor *editor, Regex *regex, Pos from, long count, SearchHow how, Pos *found)
{
    for (long i = 0; i < count; i++) {
        SearchMatch match;
        bool any = how.backward ? search_backward(editor, regex, from, how, &match)
                                : search_forward(editor, regex, from, how, &match);
        if (!any) {
            if (!how.quiet && !editor->input.failed)
                search_tell_missing(editor);
            return false;
        }
        from = goal_of(editor, &match, how);
        how.at_start = false;
    }
    *found = from;
    return true;
}

/* --- pages and panels ------------------------------------------------------------------------------ */

bool search_is_apart(const Editor *editor)
{
    bool panel = editor->mode == MODE_PANEL || editor_searches_panel(editor);
    return panel || editor_page(editor, NULL);
}

bool editor_searches_panel(const Editor *editor)
{
    return editor->mode == MODE_PROMPT && editor->pending.mode_before == MODE_PANEL;
}

void search_apart(Editor *editor, const char *how, long count, bool ends)
{
    search_of(editor)->silenced = false;
    editor_request(editor, (Request){.kind = REQUEST_FIND, .text = (char *)how, .force = ends,
                                     .code = (int)CLAMP(count, -G_MAXINT, G_MAXINT)});
}

void editor_tell_unfound(Editor *editor)
{
    if (!editor->search || !editor->search->compiled) {
        editor_tell(editor, true, "E35: No previous regular expression");
        return;
    }
    g_autofree char *shown = search_shown(editor);
    editor_tell(editor, true, "E486: Pattern not found: %s", shown);
}

/* A row of the keymap that searches, searches the page; where there are no modes the keys of Vim do, too. */
bool search_page_key(Editor *editor, Key key)
{
    static const char *const NAMES[] = {"search-forward", "search-backward", "search-next", "search-previous", "find", "find-back", NULL};
    const MapMode maps[] = {editor->modeless.on ? MAP_MODELESS : MAP_NORMAL, MAP_NORMAL};
    const Action *action = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(maps) && !action; i++) {
        const Binding *binding;
        bool found = keymap_longest(editor->keymap, maps[i], &key, 1, &binding) == 1;
        action = found && binding->action && g_strv_contains(NAMES, binding->action->name) ? binding->action : NULL;
    }
    Motion motion = {.from = editor->cursor, .to = editor->cursor};
    if (!action || normal_is_begun(editor))
        return false;
    editor_clear_message(editor);
    if (!normal_open_prompt(editor, action))
        ((MotionFunction)action->function)(editor, &(ActionCall){.count = 1, .reg = '"'}, &motion);
    return true;
}

/* --- highlighting --------------------------------------------------------------------------------- */

static void each_match(const Editor *editor, const char *pattern, TextLine line, MatchFunc func, gpointer data)
{
    if (!pattern || !*pattern)
        return;
    Regex *regex = compile((Editor *)editor, pattern, 0, NULL); /* fills the cache: nothing one can see */
    RegexMatch match;
    size_t at = 0;
    while (regex && at <= line.length && regex_match(regex, line.bytes, line.length, at, &match, NULL)) {
        if (match.end[0] > match.start[0])
            func(match.start[0], match.end[0], data);
        at = match.end[0] > match.start[0] ? match.end[0] : utf8_next(line.bytes, line.length, match.end[0]);
        if (at >= line.length)
            break;
    }
}

const char *editor_marked_pattern(const Editor *editor, int *flags)
{
    const Search *search = editor->search;
    const char *pattern = search ? search->preview : NULL;
    if (search && !pattern && editor->options.hlsearch && !search->silenced)
        pattern = search->pattern;
    *flags = search ? flags_of(editor, search, 0) : 0;
    return pattern && *pattern ? pattern : NULL;
}

void editor_each_match(const Editor *editor, TextLine line, MatchFunc func, gpointer data)
{
    int flags;
    each_match(editor, editor_marked_pattern(editor, &flags), line, func, data);
}

void editor_each_found(const Editor *editor, TextLine line, MatchFunc func, gpointer data)
{
    Search *search = editor->search;
    if (search)
        each_match(editor, search->preview ? search->preview : search->pattern, line, func, data);
}

char *search_shown(const Editor *editor)
{
    const char *pattern = editor->search && editor->search->compiled ? editor->search->compiled : "";
    if (!editor->modeless.on || (!g_str_has_prefix(pattern, "\\V\\c") && !g_str_has_prefix(pattern, "\\V\\C")))
        return g_strdup(pattern);
    g_autoptr(GString) text = g_string_new(pattern + 4);
    g_string_replace(text, "\\%d47", "/", 0);
    g_string_replace(text, "\\%d63", "?", 0);
    g_string_replace(text, "\\\\", "\\", 0);
    return g_strdup(text->str);
}

void search_tell_missing(Editor *editor)
{
    g_autofree char *shown = search_shown(editor);
    editor_error(editor, "E486: Pattern not found: %s", shown);
}

char *search_literal(const char *text)
{
    if (!*text)
        return g_strdup("");
    bool capital = false;
    g_autoptr(GString) pattern = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        capital |= g_ascii_isupper(*at);
        if (*at == '/' || *at == '?') /* either may end a pattern */
            g_string_append_printf(pattern, "\\%%d%d", *at);
        else
            g_string_append_printf(pattern, *at == '\\' ? "\\%c" : "%c", *at);
    }
    return g_strconcat(capital ? "\\V\\C" : "\\V\\c", pattern->str, NULL);
}

void search_preview(Editor *editor, const char *typed, bool backward, Pos origin)
{
    Search *search = search_of(editor);
    g_clear_pointer(&search->preview, g_free);
    editor_set_cursor(editor, origin);
    if (!typed || !*typed || !editor->options.incsearch)
        return;
    const char *end = search_skip_pattern(typed, backward ? '?' : '/');
    g_autofree char *pattern = g_strndup(typed, (gsize)(end - typed));
    Regex *regex = *pattern ? compile(editor, pattern, 0, NULL) : NULL;
    if (!regex)
        return;
    search->preview = g_steal_pointer(&pattern);
    if (search_is_apart(editor)) {
        search_apart(editor, "typed", backward ? -1 : 1, false);
        return;
    }
    bool shown = editor->message_shown;
    Pos found;
    if (search_from(editor, regex, origin, 1, (SearchHow){.backward = backward, .quiet = true}, &found))
        editor_set_cursor(editor, found);
    editor->message_shown = shown; /* "search hit BOTTOM" is not worth saying yet */
}
