/* What `tarn exec` says meanwhile, and how long it took. */
#include "cli/exec.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"

enum {
    QUIET_MS = 300, /* a run that is over by then says nothing */
    EVERY_MS = 100,
    SLOWEST = 10, /* rows of the table */
};

struct ExecProgress {
    guint count, done;
    char *cell; /* that runs, or NULL */
    gint64 began, started; /* monotonic */
    bool shown;
};

ExecProgress *exec_progress_new(guint count)
{
    ExecProgress *progress = g_new0(ExecProgress, 1);
    progress->count = count;
    progress->began = g_get_monotonic_time();
    return progress;
}

void exec_progress_free(ExecProgress *progress)
{
    g_free(progress->cell);
    g_free(progress);
}

void exec_progress_started(ExecProgress *progress, const char *cell)
{
    g_free(progress->cell);
    progress->cell = g_strdup(cell);
    progress->started = g_get_monotonic_time();
}

void exec_progress_done(ExecProgress *progress)
{
    if (!progress)
        return;
    progress->done++;
    g_clear_pointer(&progress->cell, g_free);
}

void exec_progress_hide(ExecProgress *progress)
{
    if (!progress || !progress->shown)
        return;
    progress->shown = false;
    fputs("\r\033[K", stderr);
    fflush(stderr);
}

/* The cursor goes back to the start of the line, so that what a cell writes there itself covers the line. */
static void show(ExecProgress *progress, gint64 now)
{
    struct winsize size = {0};
    int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
    g_autofree char *line =
        g_strdup_printf("[%u/%u] %s %.1f s", MIN(progress->done + 1, progress->count), progress->count, progress->cell,
                        (double)(now - progress->started) / G_USEC_PER_SEC);
    g_autofree char *fitting = g_utf8_validate(line, -1, NULL) ? g_utf8_substring(line, 0, MIN(columns, g_utf8_strlen(line, -1))) : NULL;
    g_autofree char *shown = utf8_printable(fitting ? fitting : "");
    fprintf(stderr, "\r\033[K%s\r", shown);
    fflush(stderr);
    progress->shown = true;
}

int exec_progress_tick(ExecProgress *progress)
{
    gint64 now = g_get_monotonic_time();
    gint64 early = QUIET_MS - (now - progress->began) / 1000;
    if (early > 0)
        return (int)early;
    if (progress->cell)
        show(progress, now);
    return EVERY_MS;
}

/* --- afterwards ------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t cell;
    double seconds;
} Timed;

static gint slower_first(gconstpointer a, gconstpointer b)
{
    double left = ((const Timed *)a)->seconds, right = ((const Timed *)b)->seconds;
    return (left < right) - (left > right);
}

void exec_print_timing(const Exec *exec, Headless *headless)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Timed));
    double sum = 0;
    for (guint i = 0; i < exec->exact->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, i);
        CellStatus status = session_status(headless_session(headless), cell->id);
        Timed timed = {cell->id, status.seconds};
        if (status.started)
            g_array_append_val(all, timed);
        sum += status.started ? status.seconds : 0;
    }
    g_array_sort(all, slower_first);
    fflush(stdout);
    fprintf(stderr, "   seconds  cell\n");
    for (guint i = 0; i < MIN(all->len, SLOWEST); i++) {
        const Timed *timed = &g_array_index(all, Timed, i);
        g_autofree char *name = exec_cell_name(exec, timed->cell);
        command_say("%10.4f  %s\n", timed->seconds, name);
    }
    fprintf(stderr, "%10.4f  all %u that ran\n", sum, all->len);
}
