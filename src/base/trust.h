/* Which folders the user trusts: what lies below one may run by itself when it is opened.
 *
 *     if (trust_of(folder) != TRUST_GIVEN) ...       // start nothing that comes from it
 *     trust_set(folder, TRUST_GIVEN, &error);
 *
 * A word about a folder holds for all that is below it, until there is one about a folder nearer by.  The words lie in
 * one file of the private folder of states, which is believed only if it is this user's and no other can write it:
 * whatever is wrong there, nothing is trusted.  Folders are looked up by where they really are, through links.
 * Errors as in files.h.  Any thread; these calls wait for the disk.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

typedef enum { TRUST_OPEN /* nobody said anything */, TRUST_GIVEN, TRUST_REFUSED } Trust;

Trust trust_of(const char *folder);

/* TRUST_OPEN takes the word about just this folder back; `changed` (or NULL): whether there was another word before.
 * What a folder below it was given stays.  False: nothing changed. */
bool trust_set(const char *folder, Trust trust, bool *changed, GError **error);

typedef struct {
    char *folder;
    Trust trust;
} TrustWord;

/* Of TrustWord, sorted by folder; the caller unrefs it.  NULL: what was written cannot be believed. */
GArray *trust_list(GError **error);

/* The folder that a question should be about: that of the project around `folder` (.git, pyproject.toml, .venv ...), or
 * `folder` itself; never the home folder or one around it, unless it is `folder`.  The caller frees it. */
char *trust_root(const char *folder);
