/* One editor has the journal of a notebook, and lets go of it when another one asks.
 *
 *     JournalLock *lock = journal_lock_new(file, &error);   // JOURNAL_ERROR_LOCKED: another editor has it
 *     JournalLock *lock = journal_lock_take(file, &error);  // asks that one first, and waits for it
 *     ... poll(journal_lock_fd(lock)) ...
 *     if (journal_lock_is_asked(lock)) ...                    // write what waits, and journal_lock_free()
 *
 * The file is empty but while somebody asks, and stays: without it two could hold two locks.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

typedef struct JournalLock JournalLock;

JournalLock *journal_lock_new(const char *file, GError **error);
JournalLock *journal_lock_take(const char *file, GError **error);
void journal_lock_free(JournalLock *lock); /* may be NULL */
int journal_lock_fd(const JournalLock *lock); /* -1: nobody can tell here */
bool journal_lock_is_asked(JournalLock *lock);
bool journal_lock_is_held(const char *file); /* by whomever */
