/* What `:s` will do, shown while it is typed: the lines that the screen asks for, and no others. */
#include "edit/ex_substitute.h"
#include "edit/preview.h"

#include <string.h>

#include "base/substitute.h"

struct Preview {
    Regex *regex;
    char *replacement; /* NULL: the second delimiter has not been typed */
    bool global;
    size_t first, last;
};

void preview_free(Preview *preview)
{
    regex_free(preview->regex);
    g_free(preview->replacement);
    g_free(preview);
}

/* Reads the range without a word about what is wrong with it: it is not all typed yet.  Patterns are left out, since
 * each key would search the notebook. */
static bool read_range(Editor *editor, const char **at, ExCall *call)
{
    if (strspn(*at, "0123456789.,$%+-'<> \tabcdefghijklmnopqrtuvwxyz") < strcspn(*at, "s"))
        return false;
    guint messages = editor->messages->len;
    bool shown = editor->message_shown, is_error = editor->message_is_error, failed = editor->input.failed;
    Pending pending = editor->pending; /* an error would give up the command that waits for this line */
    pending.sequence = g_array_copy(pending.sequence);
    pending.typed = g_array_copy(pending.typed);
    pending.shown = g_string_new(pending.shown->str);
    bool read = ex_read_range(editor, at, call);
    GArray *sequence = editor->pending.sequence, *typed = editor->pending.typed;
    GString *corner = editor->pending.shown;
    editor->pending = pending;
    g_array_unref(sequence);
    g_array_unref(typed);
    g_string_free(corner, TRUE);
    editor->input.failed = failed;
    if (editor->messages->len > messages)
        g_ptr_array_set_size(editor->messages, (gint)messages);
    editor->message_shown = shown;
    editor->message_is_error = is_error;
    return read && call->first >= 1 && call->first <= call->last && call->last <= (long)editor_line_count(editor);
}

/* Behind "s" or a longer form of :substitute; NULL if it is another command. */
static const char *behind_name(const char *at)
{
    size_t length = 0;
    while (g_ascii_isalpha(at[length]))
        length++;
    bool is_it = length > 0 && length <= strlen("substitute") && strncmp(at, "substitute", length) == 0;
    return is_it && at[length] && !strchr(" \t\"|&", at[length]) ? at + length : NULL;
}

static Preview *read_command(Editor *editor, const char *at)
{
    ExCall call = {0};
    const Search *search = search_of(editor);
    at += strspn(at, " \t:");
    if (!read_range(editor, &at, &call) || !(at = behind_name(at + strspn(at, " \t"))))
        return NULL;
    char delimiter = *at++;
    const char *end = search_skip_pattern(at, delimiter);
    g_autofree char *pattern = g_strndup(at, (gsize)(end - at));
    bool ignores = editor->options.ignorecase;
    int flags = (ignores ? REGEX_IGNORE_CASE : 0) | (editor->options.smartcase ? REGEX_SMART_CASE : 0);
    Regex *regex = *pattern ? regex_new(pattern, flags, search->replacement, NULL) : NULL;
    if (!regex)
        return NULL;
    Preview *preview = g_new0(Preview, 1);
    *preview = (Preview){.regex = regex, .first = ex_first(&call), .last = ex_last(&call)};
    preview->global = editor->options.gdefault;
    if (!*end || regex_spans_lines(regex))
        return preview;
    const char *close = ++end;
    while (*close && *close != delimiter)
        close += close[0] == '\\' && close[1] ? 2 : 1;
    g_autofree char *typed = g_strndup(end, (gsize)(close - end));
    if (!g_str_has_prefix(typed, "\\="))
        preview->replacement = substitute_tilde(typed, search->replacement);
    if (*close && strchr(close, 'g'))
        preview->global = !preview->global;
    return preview;
}

void preview_typed(Editor *editor, const char *line)
{
    g_clear_pointer(&editor->preview, preview_free);
    if (line && editor->options.incsearch)
        editor->preview = read_command(editor, line);
}

/* A line break would be another row; it is shown as the sign for it. */
static void append_in_row(GString *text, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n')
            g_string_append(text, "↵");
        else
            g_string_append_c(text, bytes[i]);
    }
}

GString *editor_preview_line(const Editor *editor, size_t number, TextLine line, MatchFunc func, gpointer data)
{
    const Preview *preview = editor->preview;
    if (!preview || number < preview->first || number > preview->last)
        return NULL;
    GString *text = g_string_new(NULL);
    RegexMatch match;
    size_t at = 0, copied = 0, last_end = SIZE_MAX;
    while (at <= line.length && regex_match(preview->regex, line.bytes, line.length, at, &match, NULL)) {
        size_t start = match.start[0], end = match.end[0];
        bool again = start == end && start == last_end;
        if (!again) {
            g_string_append_len(text, line.bytes + copied, (gssize)(start - copied));
            g_autoptr(GString) new = g_string_new(NULL);
            if (preview->replacement)
                substitute_expand(new, preview->replacement, &match, line.bytes);
            else
                g_string_append_len(new, line.bytes + start, (gssize)(end - start));
            size_t from = text->len;
            append_in_row(text, new->str, new->len);
            if (text->len > from)
                func(from, text->len, data);
            copied = last_end = end;
            if (!preview->global && preview->replacement)
                break;
        }
        if (end >= line.length)
            break;
        at = start == end ? utf8_next(line.bytes, line.length, end) : end;
    }
    g_string_append_len(text, line.bytes + copied, (gssize)(line.length - copied));
    return text;
}
