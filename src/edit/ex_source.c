/* Files of `:` commands: tarnrc, and what `:source` names.  A subset of a vimrc: `set`, `map` and their
 * like, `"` comments, `|`. */
#include "edit/ex_text.h"

#include <string.h>

#include "base/settings.h"

/* A file that sources itself ends here. */
static const unsigned DEEPEST_SOURCE = 10;

bool editor_source(Editor *editor, const char *name, const char *text, GError **error)
{
    ExState *ex = ex_state_of(editor);
    if (ex->sourcing >= DEEPEST_SOURCE) {
        ex->sources_itself = true;
        g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s: files source each other without end", name);
        return false;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *first = NULL;
    unsigned failed = 0;
    ex->sources_itself = ex->sourcing++ > 0 && ex->sources_itself;
    for (unsigned i = 0; lines[i] && !ex->sources_itself; i++) {
        g_strchomp(lines[i]);
        if (ex_execute(editor, lines[i]))
            continue;
        const char *message = editor_message(editor, NULL);
        if (failed++ == 0)
            first = g_strdup_printf("%s:%u: %s", name, i + 1, message ? message : "failed");
    }
    ex->sourcing--;
    if (failed == 1)
        g_set_error_literal(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, first);
    else if (failed > 1)
        g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s (and %u more, see :messages)", first, failed - 1);
    return failed == 0;
}

GString *ex_read_settings(Editor *editor, const char *path)
{
    g_autoptr(GError) error = NULL;
    GString *text = settings_read(path, &error);
    if (!text && error->domain == SETTINGS_ERROR)
        editor_error(editor, "%s", error->message);
    else if (!text)
        editor_error(editor, "E484: Can't open file %s", path);
    return text;
}

bool ex_source(Editor *editor, ExCall *call)
{
    if (!ex_may_touch_world(editor))
        return false;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_str_has_prefix(call->argument, "~/")
                                ? g_build_filename(g_get_home_dir(), call->argument + 2, NULL)
                                : g_strdup(call->argument);
    g_autoptr(GString) content = ex_read_settings(editor, path);
    if (!content)
        return false;
    if (!editor_source(editor, path, content->str, &error)) {
        editor_error(editor, "%s", error->message);
        return false;
    }
    return true;
}
