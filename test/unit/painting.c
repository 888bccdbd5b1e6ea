#include "painting.h"

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

/* ncurses keeps the terminal's description to the end of the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:_nc_setupterm\n";
}

Painting painting_open(int rows, int columns)
{
    Painting painting;
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    assert_int_equal(openpty(&painting.master, &painting.slave, NULL, NULL, &size), 0);
    g_autoptr(GError) error = NULL;
    painting.term = term_open(painting.slave, painting.slave, false, &error);
    if (!painting.term)
        fail_msg("%s", error->message);
    painting.theme = theme_find("dark", NULL);
    painting.painter = painter_new();
    painting.vterm = vterm_new(rows, columns);
    vterm_set_utf8(painting.vterm, 1);
    painting.screen = vterm_obtain_screen(painting.vterm);
    return painting;
}

void painting_close(Painting *painting)
{
    vterm_free(painting->vterm);
    painter_free(painting->painter);
    theme_free(painting->theme);
    term_close(painting->term);
    close(painting->slave);
    close(painting->master);
}
