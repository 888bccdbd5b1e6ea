/* A file: SHA-256 of the version and the payload's sum; payload.  The payload is a GVariant of four arrays: where the cells'
 * parts begin in the other three, those of the end behind them; the codes; the numbers and the texts of the records
 * (analyze_record.h).  Cells mostly come in the order in which they were written, so a look at the next one is all that
 * most cost; a table of the others is made for the first that is not there.
 */
#include "engine/analysis_store.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "engine/analyze.h"
#include "engine/analyze_record.h"

enum { HASH = 32 };

#define PAYLOAD "(aiayaiay)"

enum { AT_PARTS, AT_CODES, AT_NUMBERS, AT_TEXTS, ARRAYS };

/* Where what belongs to a cell begins; the next one tells where it ends. */
typedef struct {
    gint32 code, number, text;
} Part;

struct AnalysisStore {
    GVariant *payload; /* NULL: nothing is known */
    GVariant *arrays[ARRAYS];
    GBytes *bytes; /* of the texts */
    const Part *parts;
    const char *codes, *texts;
    const gint32 *numbers;
    gsize count;        /* of cells */
    gsize next;         /* whose turn it is */
    GHashTable *others; /* GBytes of a code -> its number + 1; or NULL: all came in order so far */
};

/* Each step can be undone: what differs in one place has another sum. */
guint64 analysis_store_sum(const void *bytes, size_t size)
{
    const guint8 *at = bytes, *end = at + size;
    guint64 sum = 14695981039346656037u, word;
    for (; end - at >= (gssize)sizeof word; at += sizeof word) {
        memcpy(&word, at, sizeof word);
        sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 29;
    }
    for (; at < end; at++)
        sum = (sum ^ *at) * 1099511628211u;
    return sum ^ size;
}

static void hash_of(const void *bytes, size_t size, const char *version, guint8 *hash)
{
    gsize length = HASH;
    guint64 sum = analysis_store_sum(bytes, size);
    g_autoptr(GChecksum) whole = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(whole, (const guchar *)version, (gssize)strlen(version) + 1);
    g_checksum_update(whole, (const guchar *)&sum, sizeof sum);
    g_checksum_get_digest(whole, hash, &length);
}

static const char *code_of(const CellSnapshot *cell, gsize *size)
{
    const char *code = g_bytes_get_data(cell->code, size);
    return code ? code : "";
}

static char *file_in(const char *cache, const char *path)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *key = g_compute_checksum_for_string(G_CHECKSUM_SHA256, absolute, -1);
    return g_build_filename(cache, "analyses", key, NULL);
}

char *analysis_store_file(const char *path)
{
    g_autofree char *cache = folder_path(FOLDER_CACHE);
    return file_in(cache, path);
}

/* --- reading --------------------------------------------------------------------------------------------------- */

/* Is it a file of ours, whole, and written by the same rules? */
static bool is_sound(GBytes *bytes)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    if (size <= HASH)
        return false;
    guint8 hash[HASH];
    g_autofree char *version = analyzer_version();
    hash_of(data + HASH, size - HASH, version, hash);
    return memcmp(data, hash, HASH) == 0;
}

static const void *array_of(AnalysisStore *store, int at, gsize size, gsize *count)
{
    store->arrays[at] = g_variant_get_child_value(store->payload, (gsize)at);
    const void *array = g_variant_get_fixed_array(store->arrays[at], count, size);
    return array ? array : ""; /* of names, where no cell has one */
}

static bool is_in_order(const AnalysisStore *store, gsize codes, gsize numbers, gsize texts)
{
    for (gsize i = 0; i <= store->count; i++) {
        const Part *part = &store->parts[i], *before = i ? part - 1 : &(const Part){0};
        if (part->code < before->code || part->number < before->number || part->text < before->text)
            return false;
    }
    const Part *end = &store->parts[store->count];
    return (gsize)end->code <= codes && (gsize)end->number <= numbers && (gsize)end->text <= texts;
}

/* Nothing is known if they do not fit together. */
static void read_payload(AnalysisStore *store, GBytes *bytes)
{
    enum { NUMBERS = sizeof(Part) / sizeof(gint32) };
    g_autoptr(GBytes) payload = g_bytes_new_from_bytes(bytes, HASH, g_bytes_get_size(bytes) - HASH);
    store->payload = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(PAYLOAD), payload, FALSE));
    gsize parts, codes, numbers, texts;
    store->parts = array_of(store, AT_PARTS, sizeof(gint32), &parts);
    store->codes = array_of(store, AT_CODES, 1, &codes);
    store->numbers = array_of(store, AT_NUMBERS, sizeof(gint32), &numbers);
    store->texts = array_of(store, AT_TEXTS, 1, &texts);
    store->bytes = g_variant_get_data_as_bytes(store->arrays[AT_TEXTS]);
    store->count = parts >= NUMBERS ? parts / NUMBERS - 1 : 0;
    bool ends = texts == 0 || store->texts[texts - 1] == '\0';
    if (store->count > 0 && (!ends || !is_in_order(store, codes, numbers, texts)))
        store->count = 0;
}

/* It was of use: others go before it. */
static void touch(const char *file)
{
    utimensat(AT_FDCWD, file, NULL, 0);
}

AnalysisStore *analysis_store_open(const char *path)
{
    AnalysisStore *store = g_new0(AnalysisStore, 1);
    g_autofree char *file = analysis_store_file(path);
    g_autoptr(GBytes) bytes = file_read(file, NULL, NULL);
    if (bytes && is_sound(bytes)) {
        read_payload(store, bytes);
        touch(file);
    }
    return store;
}

void analysis_store_free(AnalysisStore *store)
{
    for (int i = 0; i < ARRAYS; i++)
        g_clear_pointer(&store->arrays[i], g_variant_unref);
    g_clear_pointer(&store->payload, g_variant_unref);
    g_clear_pointer(&store->bytes, g_bytes_unref);
    g_clear_pointer(&store->others, g_hash_table_unref);
    g_free(store);
}

static void free_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

static gsize find_other(AnalysisStore *store, const CellSnapshot *cell)
{
    if (!store->others) {
        store->others = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, free_bytes, NULL);
        for (gsize i = 0; i < store->count; i++) {
            const Part *part = &store->parts[i];
            GBytes *code = g_bytes_new_static(store->codes + part->code, (gsize)(part[1].code - part->code));
            g_hash_table_replace(store->others, code, GSIZE_TO_POINTER(i + 1));
        }
    }
    gsize found = GPOINTER_TO_SIZE(g_hash_table_lookup(store->others, cell->code));
    return found ? found - 1 : store->count;
}

/* The number of the cell with this code; `count` if there is none. */
static gsize find(AnalysisStore *store, const CellSnapshot *cell)
{
    gsize size;
    const char *code = code_of(cell, &size);
    const Part *part = &store->parts[store->next];
    bool is_next = store->next < store->count && (gsize)(part[1].code - part->code) == size &&
                   memcmp(store->codes + part->code, code, size) == 0;
    gsize found = is_next ? store->next : find_other(store, cell);
    if (found < store->count)
        store->next = found + 1;
    return found;
}

/* All of them at once. */
static bool is_text(const char *texts, const char *end)
{
    for (const char *at = texts; at < end; at++) {
        const char *bad;
        if (g_utf8_validate(at, end - at, &bad))
            return true;
        if (*bad)
            return false;
        at = bad;
    }
    return true;
}

Analysis *analysis_store_find(AnalysisStore *store, const CellSnapshot *cell)
{
    gsize found = store->count > 0 ? find(store, cell) : 0;
    if (found >= store->count)
        return NULL;
    const Part *part = &store->parts[found];
    AnalysisRecord record = {
        .numbers = store->numbers + part->number,
        .count = (gsize)(part[1].number - part->number),
        .texts = store->texts + part->text,
        .end = store->texts + part[1].text,
        .within = store->bytes,
    };
    bool sound = part[1].text == part->text || record.end[-1] == '\0';
    sound = sound && is_text(record.texts, record.end);
    return sound ? analysis_of_record(&record, cell) : NULL;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static GVariant *array_new(const char *type, gsize size, gconstpointer data, guint count)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE(type), data, count, size);
}

static GVariant *payload_of(const GPtrArray *cells, const GPtrArray *analyses)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autoptr(GByteArray) codes = g_byte_array_new(), texts = g_byte_array_new();
    for (guint i = 0; i <= cells->len; i++) {
        Part part = {(gint32)codes->len, (gint32)numbers->len, (gint32)texts->len};
        if (i < cells->len && !analysis_record(g_ptr_array_index(analyses, i), numbers, texts))
            continue;
        gsize size;
        const char *code = i < cells->len ? code_of(g_ptr_array_index(cells, i), &size) : NULL;
        if (code)
            g_byte_array_append(codes, (const guint8 *)code, (guint)size);
        g_array_append_vals(parts, &part, sizeof part / sizeof(gint32));
    }
    return g_variant_ref_sink(g_variant_new("(@ai@ay@ai@ay)", array_new("i", sizeof(gint32), parts->data, parts->len),
                                            array_new("y", 1, codes->data, codes->len),
                                            array_new("i", sizeof(gint32), numbers->data, numbers->len),
                                            array_new("y", 1, texts->data, texts->len)));
}

static GByteArray *bytes_of(const GPtrArray *cells, const GPtrArray *analyses)
{
    g_autoptr(GVariant) payload = payload_of(cells, analyses);
    g_autofree char *version = analyzer_version();
    guint8 hash[HASH];
    hash_of(g_variant_get_data(payload), g_variant_get_size(payload), version, hash);
    GByteArray *bytes = g_byte_array_sized_new((guint)(HASH + g_variant_get_size(payload)));
    g_byte_array_append(bytes, hash, HASH);
    g_byte_array_append(bytes, g_variant_get_data(payload), (guint)g_variant_get_size(payload));
    return bytes;
}

bool analysis_store_write(const char *path, const GPtrArray *cells, const GPtrArray *analyses, GError **error)
{
    g_autofree char *cache = folder_make(FOLDER_CACHE, error);
    if (!cache)
        return false;
    g_autofree char *file = file_in(cache, path);
    g_autofree char *folder = g_path_get_dirname(file);
    g_mkdir_with_parents(folder, 0700);
    g_autoptr(GByteArray) bytes = bytes_of(cells, analyses);
    g_unlink(file); /* whatever it is; and nobody reads it half written */
    folder_make_room(folder, bytes->len, ANALYSIS_STORE_LIMIT, ANALYSIS_STORE_FILES);
    if (bytes->len > ANALYSIS_STORE_LIMIT)
        return true;
    if (g_file_set_contents_full(file, (const char *)bytes->data, bytes->len, G_FILE_SET_CONTENTS_NONE, 0600, error))
        return true;
    g_unlink(file);
    return false;
}
