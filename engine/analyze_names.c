#include "engine/analyze_names.h"

#include <string.h>

enum {
    CHUNK_BYTES = 32 * 1024,
    ALIGNMENT = 16,
    SMALL_MAP = 12, /* up to here a map is searched from the end, which is faster than hashing */
};

typedef struct Chunk {
    struct Chunk *next;
    size_t used, size;
} Chunk;

struct Names {
    Chunk *chunks;     /* the first is the one to allocate from */
    GHashTable *names; /* interned PyObject * -> Name * in the arena; owns a reference to the key */
};

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void forget_object(gpointer object)
{
    Py_DECREF((PyObject *)object);
}

Names *names_new(void)
{
    Names *names = g_new0(Names, 1);
    names->names = g_hash_table_new_full(g_direct_hash, g_direct_equal, forget_object, NULL);
    return names;
}

void names_reset(Names *names)
{
    g_hash_table_remove_all(names->names);
    while (names->chunks && names->chunks->next) {
        Chunk *next = names->chunks->next;
        g_free(names->chunks);
        names->chunks = next;
    }
    if (names->chunks)
        names->chunks->used = 0;
}

void names_free(Names *names)
{
    names_reset(names);
    g_hash_table_unref(names->names);
    g_free(names->chunks);
    g_free(names);
}

void *names_allocate(Names *names, size_t size)
{
    size = aligned(size);
    Chunk *chunk = names->chunks;
    if (!chunk || chunk->size - chunk->used < size) {
        chunk = g_malloc(aligned(sizeof *chunk) + MAX(size, CHUNK_BYTES));
        chunk->size = MAX(size, CHUNK_BYTES);
        chunk->used = 0;
        chunk->next = names->chunks;
        names->chunks = chunk;
    }
    void *memory = (char *)chunk + aligned(sizeof *chunk) + chunk->used;
    chunk->used += size;
    return memset(memory, 0, size);
}

static bool is_local(PyObject *identifier)
{
    if (PyUnicode_GetLength(identifier) < 1 || PyUnicode_ReadChar(identifier, 0) != '_')
        return false;
    if (PyUnicode_GetLength(identifier) == 1 || PyUnicode_ReadChar(identifier, 1) != '_')
        return true;
    return PyUnicode_GetLength(identifier) == 2;
}

Name *names_get(Names *names, PyObject *identifier)
{
    Name *name = g_hash_table_lookup(names->names, identifier);
    if (name)
        return name;
    PyObject *interned = identifier;
    Py_INCREF(interned);
    PyUnicode_InternInPlace(&interned); /* the parser has interned nearly all */
    if (interned != identifier && (name = g_hash_table_lookup(names->names, interned))) {
        Py_DECREF(interned);
        return name;
    }
    name = names_allocate(names, sizeof *name);
    name->object = interned;
    name->local = is_local(interned);
    g_hash_table_insert(names->names, interned, name);
    return name;
}

Name *names_get_text(Names *names, const char *text)
{
    PyObject *identifier = PyUnicode_InternFromString(text);
    if (!identifier)
        return NULL;
    Name *name = names_get(names, identifier);
    Py_DECREF(identifier);
    return name;
}

Name *names_mangle(Names *names, Name *local)
{
    if (!local->mangled) {
        Name *mangled = names_allocate(names, sizeof *mangled);
        mangled->object = local->object;
        mangled->local = true;
        mangled->written = local;
        local->mangled = mangled;
    }
    return local->mangled;
}

/* --- maps ----------------------------------------------------------------------------------- */

static guint slot_of(const NameMap *map, const Name *name)
{
    guint slot = (guint)(((guintptr)name >> 4) * 2654435761u) & (map->index_size - 1);
    while (map->index[slot] && map->entries[map->index[slot] - 1].name != name)
        slot = (slot + 1) & (map->index_size - 1);
    return slot;
}

NameEntry *name_map_find(const NameMap *map, const Name *name)
{
    if (map->index) {
        guint32 position = map->index[slot_of(map, name)];
        return position ? &map->entries[position - 1] : NULL;
    }
    for (guint i = map->count; i > 0; i--) {
        if (map->entries[i - 1].name == name)
            return &map->entries[i - 1];
    }
    return NULL;
}

static void grow(Names *names, NameMap *map)
{
    map->capacity = map->capacity ? 2 * map->capacity : 4;
    NameEntry *entries = names_allocate(names, map->capacity * sizeof *entries);
    if (map->count)
        memcpy(entries, map->entries, map->count * sizeof *entries);
    map->entries = entries;
    if (map->capacity <= SMALL_MAP)
        return;
    map->index_size = 4 * map->capacity;
    map->index = names_allocate(names, map->index_size * sizeof *map->index);
    for (guint i = 0; i < map->count; i++)
        map->index[slot_of(map, entries[i].name)] = i + 1;
}

NameEntry *name_map_add(Names *names, NameMap *map, Name *name)
{
    NameEntry *found = name_map_find(map, name);
    if (found)
        return found;
    if (map->count == map->capacity)
        grow(names, map);
    if (map->index)
        map->index[slot_of(map, name)] = map->count + 1;
    map->entries[map->count] = (NameEntry){.name = name};
    return &map->entries[map->count++];
}

void name_map_add_all(Names *names, NameMap *map, const NameMap *other)
{
    for (guint i = 0; i < other->count; i++)
        name_map_add(names, map, other->entries[i].name);
}

bool name_map_same_names(const NameMap *a, const NameMap *b)
{
    if (a->count != b->count)
        return false;
    for (guint i = 0; i < a->count; i++) {
        if (!name_map_find(b, a->entries[i].name))
            return false;
    }
    return true;
}

/* --- as text -------------------------------------------------------------------------------- */

char *names_utf8(PyObject *text)
{
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    if (!bytes) {
        PyErr_Clear();
        return g_strdup("");
    }
    char *copy = g_strndup(PyBytes_AsString(bytes), (gsize)PyBytes_Size(bytes));
    Py_DECREF(bytes);
    return copy;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **name_map_texts(const NameMap *map, bool (*keep)(const NameEntry *entry, gpointer data), gpointer data)
{
    char **texts = g_new0(char *, map->count + 1);
    guint count = 0;
    for (guint i = 0; i < map->count; i++) {
        if (!keep || keep(&map->entries[i], data))
            texts[count++] = names_utf8(map->entries[i].name->object);
    }
    if (count < 2)
        return texts;
    qsort(texts, count, sizeof *texts, compare_texts);
    guint kept = 1;
    for (guint i = 1; i < count; i++) {
        if (strcmp(texts[i], texts[kept - 1]) == 0)
            g_free(texts[i]);
        else
            texts[kept++] = texts[i];
    }
    memset(texts + kept, 0, (count - kept) * sizeof *texts);
    return texts;
}
