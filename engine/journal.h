/* The journal of one notebook: what was typed is on the disk within a second, whatever happens then.
 *
 *     Journal *journal = journal_open(path, &error);         // one editor a notebook
 *     JournalRecovery *found = journal_recover(journal, &error); // of a session that did not end well; or NULL
 *     journal_set(journal, notebook);                        // it is this now: nothing is written yet
 *     journal_edit(journal, cell);
 *     journal_sync(journal, &error);                         // when journal_due() says so
 *     journal_forget(journal);                               // it was saved
 *
 * With the notebook it keeps what the file held that it came of, so that what is recovered can be merged with a file
 * that another program has changed.
 *
 * A file in tarn's folder of states, named after the notebook's real path.  It grows with each edit and is
 * written anew when it has become much larger than the notebook.  Engine thread; waits for the disk.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/notebook.h"

typedef struct Journal Journal;

/* `path` NULL: of the notebook without a name in this folder.  Fails if another editor has it. */
Journal *journal_open(const char *path, GError **error);
/* Asks that editor to let go, and waits for it for two seconds. */
Journal *journal_take(const char *path, GError **error);
bool journal_is_held(const char *path); /* by an editor that is there */

/* Readable when another editor may have asked for it: journal_is_asked() tells, and then it is to be closed.  Or -1. */
int journal_fd(const Journal *journal);
bool journal_is_asked(Journal *journal);

/* Removes the file if there is nothing in it that is not saved, or if `discard`. */
void journal_close(Journal *journal, bool discard);

typedef struct {
    NotebookSnapshot *notebook;
    NotebookSnapshot *base; /* what it came of, with its ids; or NULL */
    double seconds; /* since the last edit */
} JournalRecovery;

/* What an earlier session left.  It stays on the disk until journal_discard_recovery().  NULL without an error: it
 * left nothing. */
JournalRecovery *journal_recover(Journal *journal, GError **error);
void journal_recovery_free(JournalRecovery *recovery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalRecovery, journal_recovery_free)
void journal_discard_recovery(Journal *journal);

/* The notebook was opened: changes are counted from here. */
void journal_set(Journal *journal, NotebookSnapshot *notebook);
/* Its structure changed. */
void journal_restructure(Journal *journal, NotebookSnapshot *notebook);
void journal_edit(Journal *journal, CellSnapshot *cell);

/* What the file holds is known anew: changes are changes of that (NULL: of what they were), but for the cells that both
 * sides changed: nobody decided about them, and they are changes of `origins` (of CellSnapshot *, or NULL: none). */
void journal_set_file(Journal *journal, NotebookSnapshot *file, GPtrArray *origins);

/* Milliseconds until journal_sync() should be called; -1: nothing waits.  After a failure it is due again. */
int journal_due(const Journal *journal);
bool journal_sync(Journal *journal, GError **error);

/* What was noted so far is in the file of the notebook.  What an earlier session left is not touched by that. */
void journal_forget(Journal *journal);

#define JOURNAL_ERROR (journal_error_quark())
GQuark journal_error_quark(void);
enum { JOURNAL_ERROR_LOCKED, JOURNAL_ERROR_DISK };
