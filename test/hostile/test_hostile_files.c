/* Thousands of hostile files, each met by the commands that read it: an error that tells its place or a result; no
 * crash, no step that takes longer than a second, no changed file.
 *
 *     test_hostile_files [-r RUN] [-n COUNT] [-f FIRST] [-j WORKERS] [-k FOLDER] GOOD-FILES
 *
 * GOOD-FILES: notebooks (*.py), and folders of the corpus, whose names tell the kind.  RUN is the seed: the same
 * number makes the same files.  `-f N -n 1` meets one alone, `-k` keeps in FOLDER those at which something is wrong.
 */
#include <ftw.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/analyze.h"
#include "test/hostile/meet.h"

/* What a user waits for at most, in seconds, and how much slower the sanitisers make it. */
#define LIMIT 1.0
#ifdef __SANITIZE_ADDRESS__
#define SLOWER 3.0
#else
#define SLOWER 1.0
#endif

enum { HANG_SECONDS = 60, MAX_WORKERS = 16, NAME_LENGTH = 300 };

typedef struct {
    guint run, first, count, workers;
    char *keep;
} Options;

/* Of one worker, seen by its parent even if it dies. */
typedef struct {
    guint number; /* of the file that it has in hand */
    guint met, bad;
    double slowest;
    guint slowest_number;
    char slowest_step[NAME_LENGTH];
} Progress;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    return remove(path);
}

static void remove_folder(const char *folder)
{
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- one worker ------------------------------------------------------------------------------------------------------ */

static void keep(const Options *options, const HostileFile *file, guint number)
{
    if (!options->keep)
        return;
    g_autofree char *path = g_strdup_printf("%s/%s-%u-%u", options->keep, file->kind, options->run, number);
    g_file_set_contents(path, file->bytes->str, (gssize)file->bytes->len, NULL);
}

static void tell(FILE *report, const Options *options, const HostileFile *file, guint number, const char *wrong)
{
    fprintf(report, "run %u, file %u (%s; %s):\n%s", options->run, number, file->kind, file->tale->str, wrong);
    fflush(report);
    keep(options, file, number);
}

/* It ends the process if a file hangs: the parent tells. */
static void set_alarm(int seconds)
{
    struct itimerval timer = {.it_value.tv_sec = seconds};
    setitimer(ITIMER_PROF, &timer, NULL);
}

static void meet(Meeting *meeting, const HostileFile *file, guint number, FILE *report, const Options *options,
                 Progress *progress)
{
    set_alarm(HANG_SECONDS);
    const char *wrong = meeting_meet(meeting, file);
    const char *step;
    double seconds = meeting_slowest(meeting, &step);
    if (seconds > progress->slowest) {
        progress->slowest = seconds;
        progress->slowest_number = number;
        g_strlcpy(progress->slowest_step, step, NAME_LENGTH);
    }
    g_autoptr(GString) all = g_string_new(wrong);
    if (seconds > LIMIT * SLOWER)
        g_string_append_printf(all, "  %.1f seconds: %s\n", seconds, step);
    if (all->len)
        tell(report, options, file, number, all->str);
    progress->met++;
    progress->bad += all->len > 0;
}

static void work(const Options *options, const GPtrArray *seeds, guint from, const char *folder, FILE *report,
                 Progress *progress)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* who ends the test ends all of it */
    g_mkdir_with_parents(folder, 0700);
    if (chdir(folder) != 0)
        _exit(1);
    Meeting *meeting = meeting_new(folder);
    for (guint number = from; number < options->first + options->count; number += options->workers) {
        progress->number = number;
        HostileFile file = hostile_make(seeds, options->run, number);
        meet(meeting, &file, number, report, options, progress);
        hostile_file_clear(&file);
    }
    set_alarm(0);
    progress->number = UINT32_MAX;
    meeting_free(meeting);
    fflush(NULL);
    _exit(0); /* nothing is told twice, and what Python holds is no leak */
}

/* --- all of them ----------------------------------------------------------------------------------------------------- */

typedef struct {
    pid_t pid;
    char *folder;
    Progress *progress;
} Worker;

static void start(Worker *worker, const Options *options, const GPtrArray *seeds, guint from, FILE *report)
{
    fflush(NULL);
    worker->progress->number = from;
    worker->pid = fork();
    if (worker->pid == 0)
        work(options, seeds, from, worker->folder, report, worker->progress);
}

static void tell_death(const Worker *worker, const Options *options, const GPtrArray *seeds, int status, FILE *report)
{
    HostileFile file = hostile_make(seeds, options->run, worker->progress->number);
    g_autofree char *path = g_build_filename(worker->folder, "said", NULL);
    g_autofree char *said = NULL;
    g_file_get_contents(path, &said, NULL, NULL);
    bool hang = WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF;
    g_autofree char *wrong = g_strdup_printf("  %s (%d)\n%.6000s\n", hang ? "it hangs" : "it crashes", status, said ? said : "");
    tell(report, options, &file, worker->progress->number, wrong);
    worker->progress->met++;
    worker->progress->bad++;
    hostile_file_clear(&file);
}

/* One that died is started again behind the file that killed it. */
static void await_all(Worker *workers, const Options *options, const GPtrArray *seeds, FILE *report)
{
    guint end = options->first + options->count;
    for (guint running = options->workers; running > 0;) {
        int status;
        pid_t pid = wait(&status);
        Worker *worker = workers;
        while (worker->pid != pid)
            worker++;
        guint number = worker->progress->number;
        bool died = number != UINT32_MAX;
        if (died)
            tell_death(worker, options, seeds, status, report);
        if (died && number + options->workers < end)
            start(worker, options, seeds, number + options->workers, report);
        else
            running--;
    }
}

static int summarise(const Worker *workers, const Options *options, double seconds)
{
    guint met = 0, bad = 0;
    const Progress *slowest = workers->progress;
    for (guint i = 0; i < options->workers; i++) {
        met += workers[i].progress->met;
        bad += workers[i].progress->bad;
        if (workers[i].progress->slowest > slowest->slowest)
            slowest = workers[i].progress;
    }
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("%.0f s; the slowest step took %.2f s of processor time (file %u: %s); at most %ld MB\n", seconds, slowest->slowest,
           slowest->slowest_number, slowest->slowest_step, usage.ru_maxrss / 1024);
    printf("%u passed, %u failed\n", met - bad, bad + (options->count - met));
    return bad || met != options->count;
}

static int meet_all(const Options *options, const GPtrArray *seeds, const char *folder, FILE *report)
{
    Worker workers[MAX_WORKERS];
    gint64 before = g_get_monotonic_time();
    for (guint i = 0; i < options->workers; i++) {
        workers[i].folder = g_strdup_printf("%s/%u", folder, i);
        workers[i].progress = mmap(NULL, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        start(&workers[i], options, seeds, options->first + i, report);
    }
    await_all(workers, options, seeds, report);
    int failed = summarise(workers, options, (double)(g_get_monotonic_time() - before) / 1e6);
    for (guint i = 0; i < options->workers; i++) {
        munmap(workers[i].progress, sizeof(Progress));
        g_free(workers[i].folder);
    }
    return failed;
}

/* --- the good files --------------------------------------------------------------------------------------------------- */

static void add_seed(GPtrArray *seeds, const char *kind, const char *path)
{
    char *bytes;
    gsize size;
    if (g_file_get_contents(path, &bytes, &size, NULL))
        g_ptr_array_add(seeds, hostile_seed_new(kind, g_bytes_new_take(bytes, size)));
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In the order of their names: the same on every machine. */
static void add_folder(GPtrArray *seeds, const char *kind, const char *folder)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; entries && (name = g_dir_read_name(entries));)
        g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(paths, compare_names);
    for (guint i = 0; i < paths->len; i++)
        add_seed(seeds, kind, g_ptr_array_index(paths, i));
}

/* By the names of folders and files. */
static const struct {
    const char *pattern, *kind;
} KINDS[] = {
    {"*/format_marimo", "marimo"}, {"*/format_ipynb", "ipynb"},     {"*/format_markdown", "md"}, {"*/format_percent", "percent"},
    {"*/format_script", "script"}, {"*/format_session", "session"}, {"*/settings", "settings"},  {"*/tarnrc", "tarnrc"},
    {"*/toml", "toml"},            {"*.keys", "keys"},              {"*.theme", "theme"},        {"*.py", "marimo"},
};

static const char *kind_of(const char *path)
{
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (g_pattern_match_simple(KINDS[i].pattern, path))
            return KINDS[i].kind;
    }
    return NULL;
}

/* The commands turn notebooks into all formats: in a child, which has no output of its own then. */
static GPtrArray *read_seeds(char **paths, const char *folder)
{
    GPtrArray *seeds = g_ptr_array_new_with_free_func((GDestroyNotify)hostile_seed_free);
    Meeting *meeting = meeting_new(folder);
    for (; *paths; paths++) {
        const char *kind = kind_of(*paths);
        if (!kind)
            continue;
        if (g_file_test(*paths, G_FILE_TEST_IS_DIR)) {
            add_folder(seeds, kind, *paths);
            continue;
        }
        add_seed(seeds, kind, *paths);
        if (strcmp(kind, "marimo") == 0)
            meeting_add_notebook(meeting, *paths, seeds);
    }
    meeting_free(meeting);
    return seeds;
}

/* What is told goes where standard output went before the commands had it. */
static int run(const Options *options, char **paths, const char *folder)
{
    int output = dup(STDOUT_FILENO);
    FILE *report = fdopen(dup(output), "w");
    g_autoptr(GPtrArray) seeds = read_seeds(paths, folder);
    fflush(stdout);
    dup2(output, STDOUT_FILENO);
    close(output);
    printf("%u good files\n", seeds->len);
    int failed = seeds->len ? meet_all(options, seeds, folder, report) : 1;
    fclose(report);
    return failed;
}

/* In memory where that can be: to wait for a disk is not what we want to know. */
static char *make_folder(void)
{
    g_autofree char *folder = g_strdup("/dev/shm/hostile-XXXXXX");
    return g_mkdtemp(folder) ? g_steal_pointer(&folder) : g_dir_make_tmp("hostile-XXXXXX", NULL);
}

int main(int argc, char **argv)
{
    Options options = {1, 0, 10000, 0, NULL};
    setlocale(LC_ALL, "C.UTF-8");
    for (int option; (option = getopt(argc, argv, "r:n:f:j:k:")) != -1;) {
        guint number = optarg ? (guint)strtoul(optarg, NULL, 10) : 0;
        switch (option) {
        case 'r': options.run = number; break;
        case 'n': options.count = number; break;
        case 'f': options.first = number; break;
        case 'j': options.workers = number; break;
        case 'k': options.keep = g_canonicalize_filename(optarg, NULL); break;
        default: return 2;
        }
    }
    if (!options.workers)
        options.workers = g_get_num_processors();
    options.workers = CLAMP(options.workers, 1, MIN(MAX_WORKERS, MAX(options.count, 1)));
    g_autofree char *folder = make_folder();
    g_setenv("HOME", folder, TRUE);
    g_setenv("XDG_CONFIG_HOME", folder, TRUE);
    int failed = run(&options, argv + optind, folder);
    remove_folder(folder);
    g_free(options.keep);
    return failed;
}
