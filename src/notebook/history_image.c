#include "notebook/history_image.h"

#include <string.h>

#include "base/pack.h"
#include "notebook/history_record.h"
#include "notebook/notebook_merge.h"

static const char MAGIC[] = "tarn undo 1\n";

enum { MAGIC_SIZE = sizeof MAGIC - 1, SUM_SIZE = 8, DIGEST_SIZE = 32, HEAD_NUMBERS = 3, ROW_SIZE = 24 };
enum { SAVES_MOST = 1 << 24 }; /* one a second, for half a year */
enum { TABLE_AT = MAGIC_SIZE + SUM_SIZE + DIGEST_SIZE + HEAD_NUMBERS * sizeof(guint32) };

G_DEFINE_QUARK(tarn-history-error-quark, history_error)

static void entry_clear(gpointer data)
{
    g_bytes_unref(((HistoryEntry *)data)->record);
}

static HistoryImage *image_new(const HistoryLimits *limits)
{
    HistoryImage *image = g_new0(HistoryImage, 1);
    image->references = 1;
    image->entries = g_array_new(FALSE, TRUE, sizeof(HistoryEntry));
    g_array_set_clear_func(image->entries, entry_clear);
    image->limits = *limits;
    return image;
}

HistoryImage *history_image_ref(HistoryImage *image)
{
    g_atomic_int_inc(&image->references);
    return image;
}

void history_image_unref(HistoryImage *image)
{
    if (!g_atomic_int_dec_and_test(&image->references))
        return;
    g_array_unref(image->entries);
    g_free(image);
}

static HistoryEntry *entry(const HistoryImage *image, guint number)
{
    return &g_array_index(image->entries, HistoryEntry, number);
}

void history_image_note_save(HistoryImage *image)
{
    entry(image, image->now)->saved = ++image->saves;
}

bool history_image_is_empty(const HistoryImage *image)
{
    return image->entries->len <= 1;
}

/* The step that is open may grow still: its record is not kept. */
static GBytes *record_of(const History *history, Step *step)
{
    if (step == history->now && history->open)
        return history_record_write(step);
    if (!step->record)
        step->record = history_record_write(step);
    return g_bytes_ref(step->record);
}

HistoryImage *history_image_new(History *history, const HistoryLimits *limits)
{
    HistoryImage *image = image_new(limits);
    image->now = (guint)history->now->number;
    image->saves = history->saves;
    for (guint i = 0; i < history->steps->len; i++) {
        Step *step = g_ptr_array_index(history->steps, i);
        const Step *redo = step->children && step->children->len
                               ? g_ptr_array_index(step->children, step->children->len - 1) : NULL;
        HistoryEntry row = {
            .parent = step->parent ? (guint32)step->parent->number : 0,
            .redo = redo ? (guint32)redo->number : 0,
            .saved = step->saved,
            .time = step->time,
            .record = record_of(history, step),
        };
        g_array_append_val(image->entries, row);
    }
    return image;
}

static void append(HistoryImage *image, const HistoryEntry *row)
{
    HistoryEntry copy = *row;
    g_bytes_ref(copy.record);
    g_array_append_val(image->entries, copy);
}

HistoryImage *history_image_join(const HistoryImage *image, const HistoryImage *later)
{
    HistoryImage *joined = image_new(&later->limits);
    guint shift = image->entries->len - 1; /* of all numbers but 0, which is the present state of `image` */
    for (guint i = 0; i < image->entries->len; i++)
        append(joined, entry(image, i));
    for (guint i = 0; i < later->entries->len; i++) {
        HistoryEntry row = *entry(later, i);
        row.redo = row.redo ? row.redo + shift : 0;
        row.saved = row.saved ? row.saved + image->saves : 0;
        row.parent = row.parent ? row.parent + shift : image->now;
        HistoryEntry *meeting = entry(joined, image->now);
        if (i > 0) {
            append(joined, &row);
            continue;
        }
        meeting->redo = row.redo ? row.redo : meeting->redo;
        meeting->saved = row.saved ? row.saved : meeting->saved;
    }
    joined->now = later->now ? later->now + shift : image->now;
    joined->saves = image->saves + later->saves;
    return joined;
}

HistoryImage *history_image_lead_on(const HistoryImage *image, const NotebookSnapshot *before,
                                    const NotebookSnapshot *after)
{
    g_autoptr(Notebook) notebook = notebook_new();
    for (guint i = 0; i < before->cells->len; i++)
        notebook_insert_snapshot(notebook, i, g_ptr_array_index(before->cells, i));
    notebook_forget_history(notebook);
    notebook_become(notebook, after);
    g_autoptr(HistoryImage) step = history_image_new(notebook_history(notebook), &image->limits);
    return history_image_join(image, step);
}

/* --- limits ------------------------------------------------------------------------------------------------------ */

typedef struct {
    guint steps;
    gsize bytes;
} Weight;

/* Of each state what was built upon it, itself and its row included. */
static Weight *weigh(const HistoryImage *image)
{
    Weight *weights = g_new0(Weight, image->entries->len);
    for (guint i = image->entries->len; i > 0; i--) {
        const HistoryEntry *row = entry(image, i - 1);
        weights[i - 1].steps++;
        weights[i - 1].bytes += g_bytes_get_size(row->record) + ROW_SIZE;
        if (i > 1) {
            weights[row->parent].steps += weights[i - 1].steps;
            weights[row->parent].bytes += weights[i - 1].bytes;
        }
    }
    return weights;
}

/* The oldest state on the way to the present one upon which not too much was built.  `*alone`: that is too much even of
 * the present one. */
static guint choose_beginning(const HistoryImage *image, bool *alone)
{
    g_autofree Weight *weights = weigh(image);
    HistoryLimits limits = image->limits;
    guint found = image->now;
    *alone = false;
    for (guint at = image->now;; at = entry(image, at)->parent) {
        bool fits = (!limits.steps || weights[at].steps - 1 <= limits.steps) &&
                    (!limits.bytes || weights[at].bytes - g_bytes_get_size(entry(image, at)->record) <= limits.bytes);
        *alone |= !fits && at == image->now;
        if (!fits)
            break;
        found = at;
        if (at == 0)
            break;
    }
    return found;
}

static HistoryImage *within_limits(const HistoryImage *image)
{
    bool alone;
    guint beginning = choose_beginning(image, &alone);
    g_autofree guint *numbers = g_new0(guint, image->entries->len); /* new ones, from 1; 0: it is left out */
    HistoryImage *kept = image_new(&image->limits);
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    for (guint i = beginning; i < image->entries->len; i++) {
        HistoryEntry row = *entry(image, i);
        if (i != beginning && (alone || !numbers[row.parent]))
            continue;
        row.parent = i == beginning ? 0 : numbers[row.parent] - 1;
        row.record = i == beginning ? nothing : row.record;
        append(kept, &row);
        numbers[i] = kept->entries->len;
    }
    for (guint i = 0; i < kept->entries->len; i++) {
        HistoryEntry *row = entry(kept, i);
        guint redo = row->redo ? numbers[row->redo] : 0;
        row->redo = redo ? redo - 1 : 0;
    }
    kept->now = numbers[image->now] - 1;
    kept->saves = image->saves;
    return kept;
}

/* --- bytes ----------------------------------------------------------------------------------------------------- */

static void hash_text(GChecksum *sum, const char *text, gsize size)
{
    guint64 length = GUINT64_TO_LE(text ? (guint64)size : G_MAXUINT64);
    g_checksum_update(sum, (const guchar *)&length, sizeof length);
    if (text)
        g_checksum_update(sum, (const guchar *)text, (gssize)size);
}

/* What cell_snapshot_same() compares. */
static void digest_of(const NotebookSnapshot *text, guint8 digest[DIGEST_SIZE])
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < text->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(text->cells, i);
        const CellConfig *config = &cell->config;
        guint8 flags = cell_config_bits(config);
        gint32 column = GINT32_TO_LE(config->has_column ? config->column : 0);
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        g_checksum_update(sum, &flags, 1);
        g_checksum_update(sum, (const guchar *)&column, sizeof column);
        hash_text(sum, config->unknown, config->unknown ? strlen(config->unknown) : 0);
        hash_text(sum, cell->name, strlen(cell->name));
        hash_text(sum, code ? code : "", size);
    }
    gsize length = DIGEST_SIZE;
    g_checksum_get_digest(sum, digest, &length);
}

GBytes *history_image_write(const HistoryImage *whole, const NotebookSnapshot *text)
{
    static const guint8 NO_SUM[SUM_SIZE] = {0};
    g_autoptr(HistoryImage) image = within_limits(whole);
    GByteArray *bytes = g_byte_array_new();
    guint8 digest[DIGEST_SIZE];
    digest_of(text, digest);
    g_byte_array_append(bytes, (const guint8 *)MAGIC, MAGIC_SIZE);
    g_byte_array_append(bytes, NO_SUM, SUM_SIZE);
    g_byte_array_append(bytes, digest, DIGEST_SIZE);
    pack_u32(bytes, image->entries->len);
    pack_u32(bytes, image->now);
    pack_u32(bytes, image->saves);
    for (guint i = 0; i < image->entries->len; i++) {
        const HistoryEntry *row = entry(image, i);
        pack_u32(bytes, row->parent);
        pack_u32(bytes, row->redo);
        pack_u32(bytes, row->saved);
        pack_u32(bytes, (guint32)((guint64)row->time >> 32)); /* the upper half first */
        pack_u32(bytes, (guint32)row->time);
        pack_u32(bytes, (guint32)g_bytes_get_size(row->record));
    }
    for (guint i = 0; i < image->entries->len; i++) {
        gsize size;
        const guint8 *record = g_bytes_get_data(entry(image, i)->record, &size);
        if (size > 0)
            g_byte_array_append(bytes, record, (guint)size);
    }
    guint64 sum = GUINT64_TO_LE(pack_sum(bytes->data + MAGIC_SIZE + SUM_SIZE, bytes->len - MAGIC_SIZE - SUM_SIZE));
    memcpy(bytes->data + MAGIC_SIZE, &sum, sizeof sum);
    return g_byte_array_free_to_bytes(bytes);
}

bool history_image_is_file(const char *bytes, size_t size)
{
    return size >= MAGIC_SIZE && memcmp(bytes, MAGIC, MAGIC_SIZE) == 0;
}

/* Whether the tree is one: who was made of whom, and where redo leads. */
static bool is_tree(const HistoryImage *image)
{
    for (guint i = 0; i < image->entries->len; i++) {
        const HistoryEntry *row = entry(image, i);
        bool redo = !row->redo || (row->redo < image->entries->len && entry(image, row->redo)->parent == i);
        if (!redo || (i > 0 && row->parent >= i) || row->saved > image->saves)
            return false;
    }
    return image->now < image->entries->len && image->saves <= SAVES_MOST;
}

/* A row of the table, and the record that it belongs to, which is at `*record`. */
static HistoryEntry read_row(Unpack *from, GBytes *bytes, gsize *record)
{
    HistoryEntry row = {.parent = unpack_u32(from)};
    row.redo = unpack_u32(from);
    row.saved = unpack_u32(from);
    guint64 upper = unpack_u32(from);
    row.time = (gint64)(upper << 32 | unpack_u32(from));
    gsize length = unpack_u32(from);
    length = MIN(length, g_bytes_get_size(bytes) - *record);
    row.record = g_bytes_new_from_bytes(bytes, *record, length);
    *record += length;
    return row;
}

static HistoryImage *read_rows(GBytes *bytes, const guint8 *data, gsize size)
{
    gsize numbers = TABLE_AT - HEAD_NUMBERS * sizeof(guint32);
    Unpack from = {data + numbers, size - numbers, false};
    guint count = unpack_u32(&from);
    if (count < 1 || count > (size - TABLE_AT) / ROW_SIZE)
        return NULL;
    HistoryImage *image = image_new(&(HistoryLimits){0});
    image->now = unpack_u32(&from);
    image->saves = unpack_u32(&from);
    gsize record = TABLE_AT + (gsize)count * ROW_SIZE;
    for (guint i = 0; i < count; i++) {
        HistoryEntry row = read_row(&from, bytes, &record);
        g_array_append_val(image->entries, row);
    }
    if (record == size && is_tree(image))
        return image;
    history_image_unref(image);
    return NULL;
}

HistoryImage *history_image_read(GBytes *bytes, const NotebookSnapshot *text, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    guint64 sum;
    bool whole = size >= TABLE_AT && history_image_is_file((const char *)data, size);
    if (whole)
        memcpy(&sum, data + MAGIC_SIZE, sizeof sum);
    whole = whole && GUINT64_FROM_LE(sum) == pack_sum(data + MAGIC_SIZE + SUM_SIZE, size - MAGIC_SIZE - SUM_SIZE);
    if (!whole) {
        g_set_error_literal(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN, "it is broken, or of another tarn");
        return NULL;
    }
    guint8 digest[DIGEST_SIZE];
    digest_of(text, digest);
    if (memcmp(digest, data + MAGIC_SIZE + SUM_SIZE, DIGEST_SIZE) != 0) {
        g_set_error_literal(error, HISTORY_ERROR, HISTORY_ERROR_OTHER_TEXT, "the text is another one");
        return NULL;
    }
    HistoryImage *image = read_rows(bytes, data, size);
    if (!image)
        g_set_error_literal(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN, "it is broken");
    return image;
}
