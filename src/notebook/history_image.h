/* The undo tree as it is kept from one session to the next: immutable, atomically counted, so that it may cross threads.
 *
 *     HistoryImage *image = history_image_new(history, &limits);       // the thread of the notebook
 *     g_autoptr(GBytes) bytes = history_image_write(image, snapshot);  // any thread
 *     ...
 *     HistoryImage *kept = history_image_read(bytes, opened, &error);
 *     if (kept && history_graft(history, kept)) ...                    // undo goes on there
 *
 * It belongs to one text: the bytes hold a digest of the cells that its present state had, and are not read for others.
 * No byte is believed: what the numbers of the tree and of its records say is looked at here, what the records want to
 * change when it is to be changed (history_undo).
 *
 * The file: "tarn undo 1\n"; a sum of all that follows; the digest; how many states there are, which is the present one,
 * how often was saved; a row for each state, the first being the one that nothing led to; their records
 * (history_record.h).
 */
#pragma once

#include "notebook/history.h"

typedef struct HistoryImage HistoryImage;

/* No more than so many steps, and bytes, are written: the oldest go first. */
typedef struct {
    guint steps;
    gsize bytes;
} HistoryLimits;

/* Encodes only what changed since the last one: it costs a moment for each step, and more for new ones. */
HistoryImage *history_image_new(History *history, const HistoryLimits *limits);
HistoryImage *history_image_ref(HistoryImage *image);
void history_image_unref(HistoryImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryImage, history_image_unref)

/* It will be kept only if its present state is saved.  Before somebody else has it. */
void history_image_note_save(HistoryImage *image);

/* Whether there is a step in it. */
bool history_image_is_empty(const HistoryImage *image);

/* `later` began where `image` ends. */
HistoryImage *history_image_join(const HistoryImage *image, const HistoryImage *later);

/* The same with one step more, that made `after` of `before`, the cells of its present state. */
HistoryImage *history_image_lead_on(const HistoryImage *image, const NotebookSnapshot *before,
                                    const NotebookSnapshot *after);

/* `text` is what the cells are in its present state.  Steps beyond the limits are left out. */
GBytes *history_image_write(const HistoryImage *image, const NotebookSnapshot *text);
/* NULL if the bytes are no undo tree, or (HISTORY_ERROR_OTHER_TEXT) one of another text. */
HistoryImage *history_image_read(GBytes *bytes, const NotebookSnapshot *text, GError **error);
/* Whether the bytes begin as such a file does. */
bool history_image_is_file(const char *bytes, size_t size);

/* Puts the tree before the beginning of a history: its present state is what that began with.  False if a record is
 * broken: nothing is changed then. */
bool history_graft(History *history, const HistoryImage *image);

/* The same in place of all that the history holds, for a notebook of this generation. */
bool history_become(History *history, const HistoryImage *image, uint64_t generation);

#define HISTORY_ERROR (history_error_quark())
GQuark history_error_quark(void);
enum { HISTORY_ERROR_BROKEN, HISTORY_ERROR_OTHER_TEXT };

/* --- for history_graft.c ------------------------------------------------------------------------------------------- */

/* A state: which one it was made of, and to which of those that were made of it redo leads (0: to none). */
typedef struct {
    guint32 parent, redo, saved;
    gint64 time;
    GBytes *record; /* owned */
} HistoryEntry;

struct HistoryImage {
    gint references;
    GArray *entries; /* of HistoryEntry, a parent before its children */
    guint now;
    guint saves;
    HistoryLimits limits; /* 0: none */
};
