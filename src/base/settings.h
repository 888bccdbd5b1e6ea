/* Files of settings: keymaps, themes, tarnrc.
 *
 *     # a comment: a `#` at the start of a line, or one between blanks
 *     [normal]                    a section: the settings below belong to it
 *     gs = split-cell             key, blank, `=`, blank, value
 *     == = reindent-line          so a key may hold `=`
 *     "#" = search-word-back      quotes, single or double, around what would be misread
 *     fg = #ff8800                this is no comment: no blank follows the `#`
 *
 *     g_autoptr(Settings) settings = settings_load("vim.keys", &error);
 *     for (size_t i = 0; i < settings_count(settings); i++)
 *         use(settings_at(settings, i));
 *
 * In double quotes \" \\ \n \t \e stand for a quote, a backslash, newline, tab, escape; in single quotes
 * nothing is special.  The same key may come again: what that means is the reader's affair.
 * Errors say `file:line: what`, and nothing of a wrong file is used.  Plain data; any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef struct Settings Settings;

/* Borrowed from its Settings. */
typedef struct {
    const char *section; /* "" before the first one */
    const char *key;
    const char *value; /* "" if nothing follows the `=`; without its quotes */
    unsigned line;     /* from 1 */
} Setting;

/* The bytes of such a file as a text: an error "name:line: what" for NULs and for what is no UTF-8. */
GString *settings_text(const char *name, const char *bytes, size_t size, GError **error);
/* The same of a file; one that cannot be read is "path: why" (of FILE_SYSTEM_ERROR). */
GString *settings_read(const char *path, GError **error);

/* `name` is used in messages alone; `length` -1: up to the NUL. */
Settings *settings_parse(const char *name, const char *bytes, gssize length, GError **error);
Settings *settings_load(const char *path, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

size_t settings_count(const Settings *settings);
Setting settings_at(const Settings *settings, size_t index);

/* The value of the last such setting, or NULL. */
const char *settings_get(const Settings *settings, const char *section, const char *key);

/* For readers that find a value wrong: an error "file:line: message"; returns false. */
bool settings_fail(const Settings *settings, const Setting *setting, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* A value as words: split at blanks, quotes kept together and taken off.  The caller frees them
 * (g_strfreev); NULL and an error, without file and line, if a quote is left open. */
char **settings_words(const char *value, GError **error);

#define SETTINGS_ERROR (settings_error_quark())
GQuark settings_error_quark(void);
enum { SETTINGS_ERROR_SYNTAX };
