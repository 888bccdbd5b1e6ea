/* A session whose host is far away, and the line to it. */
#include "engine/session_state.h"

static void tell_away(Session *session, bool away)
{
    if (!away)
        g_clear_pointer(&session->in_the_way, g_free);
    session->away = away;
    session_tell_kernel(session, session->kernel, NULL);
}

/* With the last words of what leads there, and again when they change. */
static void say_broken(Session *session)
{
    g_autofree char *words = host_link_words(session->host);
    g_autofree char *text = g_strdup_printf("the connection is lost%s%s; it is tried again, and what runs goes on", words ? ": " : "",
                                            words ? words : "");
    if (g_strcmp0(text, session->in_the_way) == 0)
        return;
    session_say(session, true, text);
    g_free(session->in_the_way);
    session->in_the_way = g_steal_pointer(&text);
}

/* What was to be done is not done. */
static void lose(Session *session)
{
    session->awaited = false;
    wire_writer_free(&session->held);
    session_lost_kernel(session);
    session_end_scratch(session);
}

void session_give_up_line(Session *session, const char *why)
{
    g_clear_pointer(&session->host, host_link_kill);
    lose(session);
    session_say(session, true, why);
    session_tell_kernel(session, KERNEL_NONE, why);
    session_advance(session);
}

static void find_nobody(Session *session)
{
    g_autofree char *words = host_link_words(session->host);
    g_autofree char *why = g_strdup_printf("%s: %s", session->via, words ? words : "no host answers");
    session_give_up_line(session, why);
}

/* What waits for the interpreter goes on waiting until it has started. */
static void begin_first(Session *session)
{
    session_start_far(session);
    session_tell_host(session);
    session_tell_kernel(session, KERNEL_STARTING, "");
    host_link_flush(session->host);
}

/* The host has not waited for us: its queue had to go on, or it had too much to tell. */
static void begin_anew(Session *session)
{
    HostLink *link = g_steal_pointer(&session->host);
    lose(session);
    session->prepared = link;
    session->kernel = KERNEL_NONE;
    session_start(session);
}

void session_follow_line(Session *session)
{
    switch (session->host ? host_link_news(session->host) : HOST_LINK_SAME) {
    case HOST_LINK_BROKEN:
        tell_away(session, true);
        say_broken(session);
        break;
    case HOST_LINK_MENDED:
        tell_away(session, false);
        session_say(session, false, "the connection is back");
        break;
    case HOST_LINK_ANEW:
        tell_away(session, false);
        begin_anew(session);
        break;
    case HOST_LINK_TAKEN:
        tell_away(session, false);
        session_take_taken(session);
        break;
    case HOST_LINK_FIRST:
        begin_first(session);
        break;
    case HOST_LINK_BUSY:
        session_give_up_line(session, "another tarn has the session (--take-over takes it)");
        break;
    case HOST_LINK_NOBODY:
        find_nobody(session);
        break;
    case HOST_LINK_SAME:
        break;
    }
}
