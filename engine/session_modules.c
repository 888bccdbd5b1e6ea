/* Modules of the user that change on disk: the kernel knows which are loaded and what a change means, the plan which
 * cells are out of date by that. */
#include "engine/session_state.h"

static void put_all(WireWriter *writer, int type, const GPtrArray *strings)
{
    wire_begin(writer, type);
    for (guint i = 0; i < strings->len; i++)
        wire_put_bytes(writer, WIRE_TEXT((const char *)g_ptr_array_index(strings, i)));
    wire_end(writer);
}

void session_tell_reload(Session *session)
{
    if (session->auto_reload != AUTO_RELOAD_OFF && !session->via) /* its files are not ours to watch */
        wire_write(to_kernel(session), WIRE_MODULES, (int64_t)1);
}

void session_set_auto_reload(Session *session, AutoReload mode)
{
    bool was = session->auto_reload != AUTO_RELOAD_OFF, is = mode != AUTO_RELOAD_OFF;
    session->auto_reload = mode;
    bool there = session->kernel != KERNEL_NONE && session->kernel != KERNEL_DEAD;
    if (session->host && there && was != is && !session->via)
        wire_write(to_kernel(session), WIRE_MODULES, (int64_t)is);
}

void session_tell_changed(Session *session, const GPtrArray *files)
{
    if (session->host && files->len > 0)
        put_all(to_kernel(session), WIRE_CHANGED, files);
}

void session_take_outdated(Session *session, const char *wrong, const char *what, char *const *modules)
{
    bool failed = *wrong != '\0';
    plan_modules_changed(session->plan, &(PlanChange){
        .what = failed ? wrong : what,
        .modules = modules,
        .failed = failed,
        .run = session->auto_reload == AUTO_RELOAD_AUTORUN && !failed,
    });
}

void session_do_changed(Session *session, const PlanStep *step)
{
    int place = GPOINTER_TO_INT(g_hash_table_lookup(session->numbers, &step->cell));
    bool one = step->count == 1;
    g_autofree char *cells = one ? g_strdup_printf("cell %d", place) : g_strdup_printf("%u cells", step->count);
    const char *fate = step->run ? one ? "runs again" : "run again" : one ? "is stale" : "are stale";
    g_autofree char *text = g_strdup_printf("%s: %s %s", step->id, cells, fate);
    session_say(session, step->failed, text);
}
