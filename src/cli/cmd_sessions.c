/* tarn sessions, attach, kill: sessions that outlive their editors. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "engine/session_find.h"

/* --- listing ------------------------------------------------------------------------------------------------- */

static void print_json(const GPtrArray *sessions)
{
    g_autoptr(JsonWriter) json = json_writer_new(2);
    json_writer_begin_array(json);
    for (guint i = 0; i < sessions->len; i++) {
        const SessionAbout *about = g_ptr_array_index(sessions, i);
        json_writer_begin_object(json);
        json_writer_key(json, "id"), json_writer_string(json, about->id);
        json_writer_key(json, "path"), json_writer_string(json, about->path);
        json_writer_key(json, "python"), json_writer_string(json, about->python);
        json_writer_key(json, "state"), json_writer_string(json, about->state);
        json_writer_key(json, "editor"), json_writer_bool(json, about->editor);
        json_writer_key(json, "started"), json_writer_integer(json, about->started);
        json_writer_key(json, "idle_since");
        if (about->idle_since)
            json_writer_integer(json, about->idle_since);
        else
            json_writer_null(json);
        json_writer_key(json, "cells"), json_writer_integer(json, about->cells);
        json_writer_key(json, "queued"), json_writer_integer(json, about->queued);
        json_writer_key(json, "memory"), json_writer_integer(json, about->memory);
        json_writer_key(json, "pid"), json_writer_integer(json, about->pid);
        json_writer_key(json, "python_pid"), json_writer_integer(json, about->python_pid);
        json_writer_end_object(json);
    }
    json_writer_end_array(json);
    puts(json_writer_text(json));
}

/* "3 min", "5 h", "2 d" */
static char *age(int64_t since)
{
    int64_t minutes = (g_get_real_time() / G_USEC_PER_SEC - since) / 60;
    return since <= 0      ? g_strdup("-")
           : minutes < 120 ? g_strdup_printf("%" G_GINT64_FORMAT " min", MAX(minutes, 0))
           : minutes < 48 * 60 ? g_strdup_printf("%" G_GINT64_FORMAT " h", minutes / 60)
                               : g_strdup_printf("%" G_GINT64_FORMAT " d", minutes / (24 * 60));
}

static void print_rows(const GPtrArray *sessions)
{
    if (sessions->len > 0)
        printf("%-12s  %-8s  %-6s  %-8s  %8s  %7s  %s\n", "ID", "STATE", "EDITOR", "IDLE FOR", "MEMORY", "PID", "NOTEBOOK");
    for (guint i = 0; i < sessions->len; i++) {
        const SessionAbout *about = g_ptr_array_index(sessions, i);
        g_autofree char *idle = age(about->idle_since), *path = utf8_printable(about->path ? about->path : "?");
        printf("%-12s  %-8s  %-6s  %-8s  %5" G_GINT64_FORMAT " MB  %7" G_GINT64_FORMAT "  %s\n", about->id, about->state,
               about->editor ? "yes" : "-", idle, about->memory >> 20, about->pid, path);
    }
}

int cmd_sessions(int argc, char **argv)
{
    bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        puts("Usage:\n  tarn sessions [--json]\n\nShows the sessions that go on, or wait for an editor.\n\n"
             "Application Options:\n  --json     as JSON");
        return EXIT_DONE;
    }
    if (argc > 1 && !json)
        return command_fail(argv[1], "sessions takes no argument but --json");
    g_autoptr(GPtrArray) sessions = session_find_all();
    (json ? print_json : print_rows)(sessions);
    return EXIT_DONE;
}

/* --- choosing ------------------------------------------------------------------------------------------------ */

/* The one of the notebook or id `name`, now the caller's; NULL after having told why there is none. */
static SessionAbout *choose(const char *name)
{
    SessionAbout *about = session_find(name);
    if (about)
        return about;
    g_autoptr(GPtrArray) sessions = session_find_all();
    gint found = -1;
    for (guint i = 0; i < sessions->len; i++) {
        const SessionAbout *each = g_ptr_array_index(sessions, i);
        if (strlen(name) < 4 || !g_str_has_prefix(each->id, name))
            continue;
        if (found >= 0) {
            command_fail(name, "begins the ids of several sessions");
            return NULL;
        }
        found = (gint)i;
    }
    if (found >= 0)
        return g_ptr_array_steal_index(sessions, (guint)found);
    command_fail(name, "there is no such session; tarn sessions lists them");
    return NULL;
}

/* The only one there is. */
static SessionAbout *choose_only(const char *command)
{
    g_autoptr(GPtrArray) sessions = session_find_all();
    if (sessions->len == 1)
        return g_ptr_array_steal_index(sessions, 0);
    command_fail(command, sessions->len == 0 ? "there is no session" : "which one? tarn sessions lists them");
    return NULL;
}

int cmd_attach(int argc, char **argv)
{
    bool named = argc > 1 && argv[1][0] != '-';
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        puts("Usage:\n  tarn attach [NOTEBOOK|ID] [OPTIONS of edit]\n\nOpens the notebook of a session; without one, of the only one.");
        return EXIT_DONE;
    }
    g_autoptr(SessionAbout) about = named ? choose(argv[1]) : choose_only("attach");
    if (!about)
        return EXIT_WRONG_USE;
    if (strcmp(about->state, "silent") == 0)
        return command_fail(about->id, "the session does not answer; tarn kill ends it");
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, argv[0]);
    g_ptr_array_add(words, about->path);
    for (int i = named ? 2 : 1; i < argc; i++)
        g_ptr_array_add(words, argv[i]);
    guint count = words->len;
    g_ptr_array_add(words, NULL);
    return cmd_edit((int)count, (char **)words->pdata);
}

static int end(const SessionAbout *about)
{
    if (session_end(about))
        return EXIT_DONE;
    command_fail(about->path, "the session does not end");
    return EXIT_NOTEBOOK_FAILED;
}

int cmd_kill(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        puts("Usage:\n  tarn kill NOTEBOOK|ID...\n  tarn kill --all\n\nEnds sessions, with their interpreters and variables.\n\n"
             "Application Options:\n  --all     all sessions that there are");
        return EXIT_DONE;
    }
    if (argc < 2)
        return command_fail("kill", "wants a notebook, the id of a session, or --all");
    int status = EXIT_DONE;
    if (argc == 2 && strcmp(argv[1], "--all") == 0) {
        g_autoptr(GPtrArray) sessions = session_find_all();
        for (guint i = 0; i < sessions->len; i++) {
            int one = end(g_ptr_array_index(sessions, i)); /* MAX() would end it twice */
            status = MAX(status, one);
        }
        return status;
    }
    for (int i = 1; i < argc; i++) {
        g_autoptr(SessionAbout) about = argv[i][0] == '-' ? NULL : choose(argv[i]);
        if (argv[i][0] == '-')
            return command_fail(argv[i], "kill has no such option");
        int one = about ? end(about) : EXIT_WRONG_USE;
        status = MAX(status, one);
    }
    return status;
}
