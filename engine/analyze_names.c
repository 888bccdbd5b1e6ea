#include "engine/analyze_names.h"

#include <string.h>

enum {
    CHUNK_BYTES = 32 * 1024,
    ALIGNMENT = 16,
    SMALL_MAP = 12, /* up to here a map is searched from the end, which is faster than hashing */
    FIRST_SLOTS = 64,
};

typedef struct Chunk {
    struct Chunk *next;
    size_t used, size;
} Chunk;

struct Names {
    Chunk *chunks;     /* the first is the one to allocate from */
    Name **slots;        /* of all names, hashed by their text; slot_count is a power of two */
    guint slot_count, count;
    GHashTable *objects; /* str -> Name * in the arena; owns a reference to the key.  The parser has one for each text */
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
    names->objects = g_hash_table_new_full(g_direct_hash, g_direct_equal, forget_object, NULL);
    names->slots = g_new0(Name *, FIRST_SLOTS);
    names->slot_count = FIRST_SLOTS;
    return names;
}

void names_reset(Names *names)
{
    g_hash_table_remove_all(names->objects);
    memset(names->slots, 0, names->slot_count * sizeof *names->slots);
    names->count = 0;
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
    g_hash_table_unref(names->objects);
    g_free(names->slots);
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

static bool is_local(const char *text)
{
    return text[0] == '_' && (text[1] != '_' || text[2] == '\0');
}

/* FNV-1a */
static guint hash_of(const char *text, size_t length)
{
    guint hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (guchar)text[i]) * 16777619u;
    return hash;
}

/* The place of a name, or the free one where it would be. */
static Name **slot_of_text(const Names *names, guint hash, const char *text, size_t length)
{
    guint slot = hash & (names->slot_count - 1);
    for (Name *name; (name = names->slots[slot]); slot = (slot + 1) & (names->slot_count - 1)) {
        if (name->hash == hash && strncmp(name->text, text, length) == 0 && name->text[length] == '\0')
            break;
    }
    return &names->slots[slot];
}

static void grow_slots(Names *names)
{
    g_autofree Name **before = names->slots;
    guint count = names->slot_count;
    names->slot_count = 2 * count;
    names->slots = g_new0(Name *, names->slot_count);
    for (guint i = 0; i < count; i++) {
        if (before[i])
            *slot_of_text(names, before[i]->hash, before[i]->text, strlen(before[i]->text)) = before[i];
    }
}

Name *names_get_part(Names *names, const char *text, size_t length)
{
    guint hash = hash_of(text, length);
    Name **slot = slot_of_text(names, hash, text, length);
    if (*slot)
        return *slot;
    Name *name = names_allocate(names, sizeof *name);
    char *copy = names_allocate(names, length + 1);
    memcpy(copy, text, length);
    name->text = copy;
    name->hash = hash;
    name->local = is_local(copy);
    *slot = name;
    if (2 * ++names->count > names->slot_count)
        grow_slots(names);
    return name;
}

Name *names_get_text(Names *names, const char *text)
{
    return names_get_part(names, text, strlen(text));
}

Name *names_get(Names *names, PyObject *identifier)
{
    Name *name = g_hash_table_lookup(names->objects, identifier);
    if (name)
        return name;
    g_autofree char *text = names_utf8(identifier);
    name = names_get_text(names, text);
    Py_INCREF(identifier);
    g_hash_table_insert(names->objects, identifier, name);
    return name;
}

Name *names_mangle(Names *names, Name *local)
{
    if (!local->mangled) {
        Name *mangled = names_allocate(names, sizeof *mangled);
        mangled->text = local->text;
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
            texts[count++] = g_strdup(map->entries[i].name->text);
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
