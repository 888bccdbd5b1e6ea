/* A file: SHA-256 of the version and the payload; payload.  The payload is a GVariant: the hashes of codes, sorted, 32
 * bytes each, and as many records.
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

#define PAYLOAD "(aya" ANALYSIS_RECORD ")"

struct AnalysisStore {
    GVariant *payload; /* NULL: nothing is known */
    GVariant *hashes, *records;
    const guint8 *sorted; /* the bytes of `hashes` */
    gsize count;
};

static void hash_of(const void *bytes, size_t size, const char *first, guint8 *hash)
{
    gsize length = HASH;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    if (first)
        g_checksum_update(sum, (const guchar *)first, (gssize)strlen(first) + 1);
    g_checksum_update(sum, bytes, (gssize)size);
    g_checksum_get_digest(sum, hash, &length);
}

static void hash_of_code(const CellSnapshot *cell, guint8 *hash)
{
    gsize size;
    const void *code = g_bytes_get_data(cell->code, &size);
    hash_of(code ? code : "", size, NULL, hash);
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

static void read_payload(AnalysisStore *store, GBytes *bytes)
{
    g_autoptr(GBytes) payload = g_bytes_new_from_bytes(bytes, HASH, g_bytes_get_size(bytes) - HASH);
    store->payload = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(PAYLOAD), payload, FALSE));
    store->hashes = g_variant_get_child_value(store->payload, 0);
    store->records = g_variant_get_child_value(store->payload, 1);
    gsize size;
    store->sorted = g_variant_get_fixed_array(store->hashes, &size, 1);
    store->count = MIN(size / HASH, g_variant_n_children(store->records));
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
    g_clear_pointer(&store->hashes, g_variant_unref);
    g_clear_pointer(&store->records, g_variant_unref);
    g_clear_pointer(&store->payload, g_variant_unref);
    g_free(store);
}

Analysis *analysis_store_find(const AnalysisStore *store, const CellSnapshot *cell)
{
    if (store->count == 0)
        return NULL;
    guint8 hash[HASH];
    hash_of_code(cell, hash);
    gsize low = 0, high = store->count;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        int order = memcmp(store->sorted + middle * HASH, hash, HASH);
        if (order == 0) {
            g_autoptr(GVariant) record = g_variant_get_child_value(store->records, middle);
            return analysis_of_record(record, cell);
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

typedef struct {
    guint8 hash[HASH];
    const Analysis *analysis;
} Entry;

static int compare_entries(const void *a, const void *b)
{
    return memcmp(((const Entry *)a)->hash, ((const Entry *)b)->hash, HASH);
}

static GArray *entries_of(const GPtrArray *cells, const GPtrArray *analyses)
{
    GArray *entries = g_array_sized_new(FALSE, FALSE, sizeof(Entry), cells->len);
    for (guint i = 0; i < cells->len; i++) {
        Entry entry = {.analysis = g_ptr_array_index(analyses, i)};
        hash_of_code(g_ptr_array_index(cells, i), entry.hash);
        g_array_append_val(entries, entry);
    }
    g_array_sort(entries, compare_entries);
    return entries;
}

static GVariant *payload_of(const GArray *entries)
{
    g_autoptr(GByteArray) hashes = g_byte_array_new();
    GVariantBuilder records;
    g_variant_builder_init(&records, G_VARIANT_TYPE("a" ANALYSIS_RECORD));
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = &g_array_index(entries, Entry, i);
        bool again = i > 0 && compare_entries(entry, entry - 1) == 0;
        GVariant *record = again ? NULL : analysis_record(entry->analysis);
        if (!record)
            continue;
        g_byte_array_append(hashes, entry->hash, HASH);
        g_variant_builder_add_value(&records, record);
    }
    GVariant *sorted = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, hashes->data, hashes->len, 1);
    return g_variant_ref_sink(g_variant_new("(@ay@a" ANALYSIS_RECORD ")", sorted, g_variant_builder_end(&records)));
}

typedef struct {
    char *file;
    gint64 used;
    size_t size;
} Kept;

static void kept_clear(gpointer data)
{
    g_free(((Kept *)data)->file);
}

static int by_last_use(const void *a, const void *b)
{
    const Kept *one = a, *other = b;
    return one->used < other->used ? -1 : one->used > other->used;
}

/* Makes room for `size` bytes in the folder. */
static void make_room(const char *folder, size_t size)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Kept));
    g_array_set_clear_func(all, kept_clear);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    for (const char *name; names && (name = g_dir_read_name(names));) {
        Kept kept = {.file = g_build_filename(folder, name, NULL)};
        GStatBuf status;
        if (g_lstat(kept.file, &status) == 0) {
            kept.used = (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
            kept.size = (size_t)status.st_size;
            size += kept.size;
        }
        g_array_append_val(all, kept);
    }
    g_array_sort(all, by_last_use);
    for (guint i = 0; i < all->len && (size > ANALYSIS_STORE_LIMIT || all->len - i >= ANALYSIS_STORE_FILES); i++) {
        const Kept *kept = &g_array_index(all, Kept, i);
        if (g_unlink(kept->file) == 0)
            size -= kept->size;
    }
}

static GByteArray *bytes_of(const GPtrArray *cells, const GPtrArray *analyses)
{
    g_autoptr(GArray) entries = entries_of(cells, analyses);
    g_autoptr(GVariant) payload = payload_of(entries);
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
    make_room(folder, bytes->len);
    if (bytes->len > ANALYSIS_STORE_LIMIT)
        return true;
    if (g_file_set_contents_full(file, (const char *)bytes->data, bytes->len, G_FILE_SET_CONTENTS_NONE, 0600, error))
        return true;
    g_unlink(file);
    return false;
}
