/* A record: length of the payload (u32), its pack_sum() (u64), payload.  Payload: a letter, then numbers (u64) and
 * strings.  Reading stops at the first record that is not
 * whole, as the last one is after a crash.
 */
#include "engine/journal_record.h"

#include <string.h>

#include "base/pack.h"

static const char MAGIC[] = "tarn journal 1\n";

enum { HEAD = 12, CELLS_MOST = 1 << 20 };

/* --- writing --------------------------------------------------------------------------------------------- */

/* NULL is told from "" by a letter before it. */
static void put_text(GByteArray *bytes, const char *text)
{
    pack_u64(bytes, text != NULL);
    pack_bytes(bytes, text ? text : "", text ? strlen(text) : 0);
}

static guint begin_record(GByteArray *bytes, char letter)
{
    static const guint8 EMPTY[HEAD] = {0};
    guint start = bytes->len;
    g_byte_array_append(bytes, EMPTY, HEAD);
    g_byte_array_append(bytes, (const guint8 *)&letter, 1);
    return start;
}

static void end_record(GByteArray *bytes, guint start)
{
    guint32 length = bytes->len - start - HEAD;
    guint32 little = GUINT32_TO_LE(length);
    guint64 sum = GUINT64_TO_LE(pack_sum(bytes->data + start + HEAD, length));
    memcpy(bytes->data + start, &little, sizeof little);
    memcpy(bytes->data + start + sizeof little, &sum, sizeof sum);
}

static void put_code(GByteArray *bytes, const CellSnapshot *cell)
{
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    pack_u64(bytes, cell->id);
    pack_bytes(bytes, code, size);
}

static void put_cell(GByteArray *bytes, const CellSnapshot *cell)
{
    const CellConfig *config = &cell->config;
    put_code(bytes, cell);
    put_text(bytes, cell->name);
    pack_u64(bytes, cell->kind);
    pack_u64(bytes, cell_config_bits(config));
    pack_u64(bytes, (uint64_t)(int64_t)config->column);
    put_text(bytes, config->unknown);
}

void journal_write_begin(GByteArray *bytes)
{
    g_byte_array_append(bytes, (const guint8 *)MAGIC, sizeof MAGIC - 1);
}

static void write_whole(GByteArray *bytes, char letter, const NotebookSnapshot *notebook)
{
    guint start = begin_record(bytes, letter);
    put_text(bytes, notebook->header->text);
    put_text(bytes, notebook->header->version);
    pack_u64(bytes, notebook->header->options->len);
    for (guint i = 0; i < notebook->header->options->len; i++) {
        const AppOption *option = g_ptr_array_index(notebook->header->options, i);
        put_text(bytes, option->name);
        put_text(bytes, option->value);
    }
    pack_u64(bytes, notebook->cells->len);
    for (guint i = 0; i < notebook->cells->len; i++)
        put_cell(bytes, g_ptr_array_index(notebook->cells, i));
    end_record(bytes, start);
}

void journal_write_base(GByteArray *bytes, const NotebookSnapshot *base)
{
    write_whole(bytes, 'B', base);
}

void journal_write_notebook(GByteArray *bytes, const NotebookSnapshot *notebook)
{
    write_whole(bytes, 'N', notebook);
}

void journal_write_edit(GByteArray *bytes, const CellSnapshot *cell)
{
    guint start = begin_record(bytes, 'E');
    put_code(bytes, cell);
    end_record(bytes, start);
}

/* --- reading --------------------------------------------------------------------------------------------- */

static char *take_text(Unpack *from)
{
    bool there = unpack_u64(from) == 1;
    size_t length;
    const char *bytes = unpack_bytes(from, &length);
    return there && !from->broken ? g_strndup(bytes, length) : NULL;
}

/* What is being put together: a notebook, and which of its cells had which id in the journal. */
typedef struct {
    Notebook *notebook;
    GHashTable *indices; /* id in the journal -> index + 1 */
} Recovery;

static void recovery_clear(Recovery *recovery)
{
    g_clear_pointer(&recovery->notebook, notebook_free);
    g_clear_pointer(&recovery->indices, g_hash_table_unref);
}

static void read_cell(Unpack *from, Recovery *recovery)
{
    uint64_t id = unpack_u64(from);
    size_t length;
    const char *code = unpack_bytes(from, &length);
    g_autofree char *name = take_text(from);
    uint64_t kind = unpack_u64(from);
    CellConfig config = cell_config_of_bits((uint8_t)unpack_u64(from));
    config.column = (int)unpack_u64(from);
    config.unknown = take_text(from);
    if (!from->broken && kind <= CELL_UNPARSABLE) {
        size_t index = notebook_cell_count(recovery->notebook);
        notebook_insert_cell(recovery->notebook, index, name ? name : "_", (CellKind)kind, &config, code,
                             (gssize)length);
        g_hash_table_insert(recovery->indices, g_memdup2(&id, sizeof id), GSIZE_TO_POINTER(index + 1));
    }
    from->broken |= kind > CELL_UNPARSABLE;
    cell_config_clear(&config);
}

static bool read_notebook(Unpack *from, Recovery *recovery)
{
    Recovery fresh = {notebook_new(), g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
    NotebookHeader *header = notebook_header(fresh.notebook);
    g_free(header->text);
    header->text = take_text(from);
    header->text = header->text ? header->text : g_strdup("");
    header->version = take_text(from);
    for (uint64_t options = unpack_u64(from); options > 0 && !from->broken; options--) {
        g_autofree char *name = take_text(from);
        g_autofree char *value = take_text(from);
        if (name && value)
            notebook_header_set_option(header, name, value);
    }
    uint64_t cells = unpack_u64(from);
    for (uint64_t i = 0; i < cells && i < CELLS_MOST && !from->broken; i++)
        read_cell(from, &fresh);
    if (from->broken || from->left > 0) {
        recovery_clear(&fresh);
        return false;
    }
    recovery_clear(recovery);
    *recovery = fresh;
    return true;
}

static bool read_edit(Unpack *from, Recovery *recovery)
{
    uint64_t id = unpack_u64(from);
    size_t length;
    const char *code = unpack_bytes(from, &length);
    if (from->broken || from->left > 0 || !recovery->notebook)
        return false;
    size_t index = GPOINTER_TO_SIZE(g_hash_table_lookup(recovery->indices, &id));
    if (index == 0)
        return true; /* of a cell that is gone */
    Notebook *notebook = recovery->notebook;
    size_t last = notebook_last_line(notebook, index - 1);
    Pos start = {notebook_first_line(notebook, index - 1), 0}, end = {last, notebook_line(notebook, last).length};
    notebook_replace(notebook, start, end, code, length);
    return true;
}

/* False at the end, or at what is not whole. */
static bool read_record(Unpack *journal, Recovery *base, Recovery *recovery)
{
    guint32 length = unpack_u32(journal);
    uint64_t sum = unpack_u64(journal);
    const guint8 *payload = unpack(journal, length);
    if (journal->broken || length < 1 || pack_sum(payload, length) != sum)
        return false;
    Unpack from = {payload + 1, length - 1, false};
    switch (payload[0]) {
    case 'B':
        return read_notebook(&from, base);
    case 'N':
        return read_notebook(&from, recovery);
    case 'E':
        return read_edit(&from, recovery);
    default:
        return false;
    }
}

/* Each cell gets the id of the one that came of it, but no two the same. */
static NotebookSnapshot *snapshot_of_base(const Recovery *base, const Recovery *recovery)
{
    NotebookSnapshot *snapshot = notebook_snapshot(base->notebook);
    GHashTableIter all;
    g_hash_table_iter_init(&all, base->indices);
    for (gpointer id, index; g_hash_table_iter_next(&all, &id, &index);) {
        size_t other = GPOINTER_TO_SIZE(g_hash_table_lookup(recovery->indices, id));
        gpointer *place = &g_ptr_array_index(snapshot->cells, GPOINTER_TO_SIZE(index) - 1);
        g_autoptr(CellSnapshot) cell = *place;
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        uint64_t same = other ? cell_id(notebook_cell(recovery->notebook, other - 1)) : cell->id;
        *place = cell_snapshot_new(same, 0, cell->name, cell->kind, &cell->config, code ? code : "", (gssize)size);
    }
    return snapshot;
}

NotebookSnapshot *journal_read(const void *data, size_t size, NotebookSnapshot **base)
{
    size_t magic = sizeof MAGIC - 1;
    if (base)
        *base = NULL;
    if (size < magic || memcmp(data, MAGIC, magic) != 0)
        return NULL;
    Unpack journal = {(const guint8 *)data + magic, size - magic, false};
    Recovery before = {0}, recovery = {0};
    while (read_record(&journal, &before, &recovery))
        ;
    NotebookSnapshot *notebook = recovery.notebook ? notebook_snapshot(recovery.notebook) : NULL;
    if (base && notebook && before.notebook)
        *base = snapshot_of_base(&before, &recovery);
    recovery_clear(&before);
    recovery_clear(&recovery);
    return notebook;
}
