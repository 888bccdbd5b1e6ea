/* What is different in the notebook from its file, and from what Git has of that.
 *
 * Git is asked for the bytes alone, by `git cat-file --batch`, which runs neither filters nor text converters, no pager and
 * no external diff; fsmonitor is off, and what a partial clone lacks is not fetched, since a repository says whom to run
 * for that.  It is a program of its own and may take its time; a later question takes the place of an earlier one. */
#include "engine/engine_worker_state.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/format.h"
#include "notebook/format_conflict.h"
#include "notebook/notebook_diff.h"

void worker_compare_clear(Worker *worker)
{
    g_clear_pointer(&worker->git, child_free);
    g_clear_pointer(&worker->comparing, notebook_snapshot_unref);
    g_clear_pointer(&worker->revision, g_free);
}

/* Takes the text; `what` is NULL if it says why there is none. */
static void tell(Worker *worker, const char *what, char *text)
{
    EngineEvent *event = engine_event_new(ENGINE_DIFFERENCE, 0);
    event->path = g_strdup(what);
    event->text = text;
    event->failed = !what;
    worker_tell(worker, event);
    worker_compare_clear(worker);
}

/* `name` is for what is said of the bytes, `what` for the person: "nb.py in HEAD". */
static void compare(Worker *worker, const char *bytes, size_t size, const char *name, const char *what)
{
    int line = format_conflict_line(bytes, size);
    if (line > 0) {
        tell(worker, NULL, g_strdup_printf("%s:%d: a conflict marker: it is two notebooks", name, line));
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(FormatRead) read = format_for_file(worker->file.path)->read(bytes, size, name, NULL, &error);
    if (!read) {
        tell(worker, NULL, g_strdup(error->message));
        return;
    }
    g_autoptr(NotebookSnapshot) before = notebook_snapshot(read->notebook);
    tell(worker, what, notebook_difference(before, worker->comparing));
}

static void compare_with_file(Worker *worker, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = file_read(worker->file.path, NULL, &error);
    if (g_error_matches(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING)) {
        tell(worker, NULL, g_strdup_printf("%s is not on disk: :w writes it", name));
    } else if (!file) {
        tell(worker, NULL, g_strdup(error->message));
    } else {
        gsize size;
        const char *bytes = g_bytes_get_data(file, &size);
        g_autofree char *what = g_strdup_printf("%s on disk", name);
        compare(worker, bytes ? bytes : "", size, name, what);
    }
}

/* --- Git ------------------------------------------------------------------------------------------------------------- */

static char *no_revision(const char *revision)
{
    return g_strdup_printf("git knows no revision %s here", revision);
}

/* The file where it really is: of a link Git would have the path that it leads to. */
static char *real_path(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real ? real : path);
    free(real); /* not GLib's */
    return copy;
}

static void ask_git(Worker *worker)
{
    g_autofree char *path = real_path(worker->file.path);
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    if (worker->revision[0] == '-' || strpbrk(worker->revision, ":\n")) {
        tell(worker, NULL, no_revision(worker->revision));
        return;
    }
    if (strchr(name, '\n')) {
        tell(worker, NULL, g_strdup("git cannot be asked about a file with such a name"));
        return;
    }
    /* Of what the environment says the last word holds: no such way of fetching exists. */
    char *arguments[] = {"env", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
                         "git", "-c", "core.fsmonitor=false", "--no-pager", "cat-file", "--batch", NULL};
    g_autofree char *git = g_find_program_in_path("git");
    g_autoptr(GError) error = NULL;
    worker->git = git ? child_start(arguments, folder, &error) : NULL;
    if (!worker->git) {
        tell(worker, NULL, git ? g_strdup(error->message) : g_strdup("git is not installed"));
        return;
    }
    g_autofree char *question = g_strdup_printf("%s^{commit}\n%s:./%s\n", worker->revision, worker->revision, name);
    child_send(worker->git, question, strlen(question));
    child_end_input(worker->git);
}

/* One answer at `*at`: "NAME TYPE SIZE", a newline, so many bytes, and another.  False: there is no such object. */
static bool read_object(const GString *said, size_t *at, const char *type, const char **bytes, size_t *size)
{
    const char *head = said->str + *at, *end = memchr(head, '\n', said->len - *at);
    if (!end)
        return false;
    g_autofree char *line = g_strndup(head, (gsize)(end - head));
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    if (g_strv_length(words) != 3 || strcmp(words[1], type) != 0)
        return false;
    guint64 length = g_ascii_strtoull(words[2], NULL, 10);
    size_t begin = (size_t)(end + 1 - said->str);
    if (length >= said->len - begin)
        return false;
    *bytes = said->str + begin;
    *size = (size_t)length;
    *at = begin + (size_t)length + 1;
    return true;
}

static void take(Worker *worker, const GString *said)
{
    g_autofree char *name = g_path_get_basename(worker->file.path);
    g_autofree char *what = g_strdup_printf("%s in %s", name, worker->revision);
    g_autofree char *place = g_strdup_printf("%s: %s", worker->revision, name);
    const char *bytes;
    size_t at = 0, size;
    if (said->len == 0)
        tell(worker, NULL, g_strdup_printf("%s is in no repository of Git, or in one that git does not trust", name));
    else if (!read_object(said, &at, "commit", &bytes, &size))
        tell(worker, NULL, no_revision(worker->revision));
    else if (!read_object(said, &at, "blob", &bytes, &size))
        tell(worker, NULL, g_strdup_printf("%s is not in %s", name, worker->revision));
    else
        compare(worker, bytes, size, place, what);
}

void worker_compare_serve(Worker *worker)
{
    if (!worker->git || child_serve(worker->git))
        return;
    GString *received = child_received(worker->git);
    g_autoptr(GString) said = g_string_new_len(received->str, (gssize)received->len);
    take(worker, said);
}

void worker_do_compare(Worker *worker, EngineRequest *request)
{
    worker_compare_clear(worker);
    g_autofree char *name = worker->file.path ? g_path_get_basename(worker->file.path) : NULL;
    worker->comparing = notebook_snapshot_ref(request->notebook);
    worker->revision = g_strdup(request->text);
    if (!name)
        tell(worker, NULL, g_strdup("the notebook has no file yet"));
    else if (request->text)
        ask_git(worker);
    else
        compare_with_file(worker, name);
}
