/* An undo tree of any bytes, of the right text and with the right sum: reading it ends, walking through it changes nothing
 * but what it says, comes back to the text, and what is left of it can be kept again.
 */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/history_image.h"

enum { MAGIC = 12, SUM = 8, DIGEST = 32, STATES_MOST = 200, MORE_THAN_ANYBODY_SAVES = 1 << 20 };

static Notebook *small_notebook(void)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "one\ntwo", -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "three", -1);
    notebook_forget_history(notebook);
    return notebook;
}

static GString *text_of(Notebook *notebook)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        g_autoptr(CellSnapshot) cell = cell_snapshot(notebook_cell(notebook, i));
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        g_string_append_printf(text, "\n--- %s %d\n", cell->name, cell->config.disabled);
        g_string_append_len(text, code, (gssize)size);
    }
    return text;
}

/* The file with what only chance would find put right: its beginning, the digest, the sum. */
static GBytes *put_right(const uint8_t *data, size_t size, const NotebookSnapshot *text)
{
    g_autoptr(Notebook) empty = notebook_new();
    g_autoptr(HistoryImage) image = history_image_new(notebook_history(empty), &(HistoryLimits){0});
    g_autoptr(GBytes) good = history_image_write(image, text);
    if (size < MAGIC + SUM + DIGEST)
        return g_bytes_new(data, size);
    guint8 *bytes = g_memdup2(data, size);
    memcpy(bytes, g_bytes_get_data(good, NULL), MAGIC + SUM + DIGEST);
    guint64 sum = 0xcbf29ce484222325u;
    for (size_t i = MAGIC + SUM; i < size; i++)
        sum = (sum ^ bytes[i]) * 0x100000001b3u;
    sum = GUINT64_TO_LE(sum);
    memcpy(bytes + MAGIC, &sum, sizeof sum);
    return g_bytes_new_take(bytes, size);
}

/* To the state of this number; false: something on the way did not fit. */
static bool go(Notebook *notebook, size_t number)
{
    History *history = notebook_history(notebook);
    HistoryPlace place;
    size_t undos, redos;
    if (!history_route(history, number, &undos, &redos))
        abort();
    while (undos-- > 0) {
        if (!history_undo(history, notebook, &place))
            return false;
    }
    while (redos-- > 0) {
        if (!history_redo(history, notebook, &place))
            return false;
    }
    if (history_number(history) != number)
        abort();
    return true;
}

static void walk(Notebook *notebook)
{
    History *history = notebook_history(notebook);
    for (size_t number = 0; number <= history_newest(history) && number < STATES_MOST; number++) {
        size_t from = history_number(history);
        g_autoptr(GString) before = text_of(notebook);
        bool went = go(notebook, number);
        if (notebook_cell_count(notebook) == 0 || went == history_did_not_fit(history))
            abort();
        if (!went)
            continue;
        if (!go(notebook, from))
            abort(); /* what was done once can be undone, and the other way round */
        g_autoptr(GString) after = text_of(notebook);
        if (!g_string_equal(before, after) || !go(notebook, number))
            abort();
        (void)history_number_at(history, (int64_t)number, number % 2);
        if (history_number_of_save(history, (int64_t)number, number % 2) > history_newest(history))
            abort();
    }
}

static void keep_again(Notebook *notebook)
{
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(notebook);
    g_autoptr(HistoryImage) image = history_image_new(notebook_history(notebook), &(HistoryLimits){40, 1000});
    g_autoptr(GBytes) bytes = history_image_write(image, now);
    g_autoptr(HistoryImage) again = history_image_read(bytes, now, NULL);
    if (!again)
        abort();
    g_autoptr(HistoryImage) twice = history_image_join(again, image);
    g_autoptr(GBytes) joined = history_image_write(twice, now);
    g_autoptr(HistoryImage) read = history_image_read(joined, now, NULL);
    if (!read && image->saves <= MORE_THAN_ANYBODY_SAVES)
        abort();
    if (!history_become(notebook_history(notebook), again, notebook_generation(notebook)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Notebook) notebook = small_notebook();
    g_autoptr(NotebookSnapshot) text = notebook_snapshot(notebook);
    g_autoptr(GBytes) bytes = put_right(data, size, text);
    g_autoptr(HistoryImage) image = history_image_read(bytes, text, NULL);
    if (!image || !history_graft(notebook_history(notebook), image))
        return 0;
    walk(notebook);
    keep_again(notebook);
    return 0;
}
