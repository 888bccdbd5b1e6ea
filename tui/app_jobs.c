/* The terminal lent to others: job control, and the commands of `:!`. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/app_private.h"

/* Takes the terminal again; its title is the shell's by now. */
static void take_back(App *app)
{
    term_enter(app->term);
    g_clear_pointer(&app->title, g_free);
}

static sigset_t set_of(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    return set;
}

/* Forgets a signal that came while the terminal was another's. */
static void swallow(int number)
{
    sigset_t set = set_of(number);
    const struct timespec now = {0};
    while (sigtimedwait(&set, NULL, &now) > 0)
        ;
}

/* SIGTSTP stops us only while it is not blocked. */
static void let_stop(bool may)
{
    sigset_t stop = set_of(SIGTSTP);
    pthread_sigmask(may ? SIG_UNBLOCK : SIG_BLOCK, &stop, NULL);
}

/* The whole job stops, as after a ^Z of the terminal: who waits for us (`git commit`) must not hold the shell up.
 * Where no shell could continue us the kernel ignores the signal. */
void app_suspend(App *app)
{
    term_leave(app->term);
    kill(0, SIGTSTP);
    let_stop(true);
    let_stop(false);
    swallow(SIGCONT);
    take_back(app);
}

void app_resume(App *app)
{
    term_retake(app->term);
    g_clear_pointer(&app->title, g_free);
}

/* In the child; it must not inherit what we block and ignore. */
static void reset_signals(gpointer data)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
}

/* Until Enter is pressed, or we are told to go. */
static void wait_for_enter(App *app)
{
    static const char PROMPT[] = "\n[press Enter]";
    if (write(STDOUT_FILENO, PROMPT, strlen(PROMPT)) < 0)
        return;
    struct pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {app->signals, POLLIN, 0}};
    for (;;) {
        if (poll(sources, G_N_ELEMENTS(sources), -1) < 0 && errno != EINTR)
            return;
        struct signalfd_siginfo info;
        if (sources[1].revents && read(app->signals, &info, sizeof info) == sizeof info) {
            if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP)
                app_force_out(app, (int)info.ssi_signo);
            if (app->leaving || info.ssi_signo == SIGINT)
                return;
        }
        char byte = '\n';
        if (sources[0].revents && (read(STDIN_FILENO, &byte, 1) != 1 || byte == '\n'))
            return;
    }
}

bool app_lend(App *app, char **arguments, bool waits, int *status, GError **error)
{
    term_leave(app->term);
    let_stop(true); /* a ^Z stops the program, and us with it */
    GSpawnFlags flags = G_SPAWN_CHILD_INHERITS_STDIN;
    bool done = g_spawn_sync(NULL, arguments, NULL, flags, reset_signals, NULL, NULL, NULL, status, error);
    swallow(SIGINT); /* a ^C was for the program */
    if (waits)
        wait_for_enter(app);
    let_stop(false);
    swallow(SIGCONT);
    take_back(app);
    return done;
}

void app_shell(App *app, const char *command)
{
    const char *shell = g_getenv("SHELL") ? g_getenv("SHELL") : "/bin/sh";
    char *arguments[] = {(char *)shell, (char *)"-c", (char *)command, NULL};
    g_autoptr(GError) error = NULL;
    if (!app_lend(app, arguments, true, NULL, &error))
        editor_tell(app->at->editor, true, "%s", error->message);
}
