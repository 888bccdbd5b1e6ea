/* Names of one cell, and maps from names to anything; all in one arena that is emptied at once.
 *
 *     Name *name = names_get(names, identifier);
 *     NameEntry *entry = name_map_add(names, &map, name);
 *
 * A name is interned: two names are the same if their pointers are.  Nothing here is freed one by one;
 * names_reset() forgets everything between two cells.  Internal to the analyzer; one thread.
 */
#pragma once

#include <Python.h>

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef struct Name Name;

struct Name {
    const char *text; /* UTF-8; for a mangled name, that of the name as written */
    guint hash;
    bool local;       /* "_x" or "__", but not "__x" */
    Name *mangled;    /* marimo's "_cell_<id>_x" for a local name, or NULL: not yet made */
    Name *written;    /* for a mangled name: what the user wrote; else NULL */
};

/* A map in the order of insertion; a set is a map whose values nobody looks at.  All zero is empty. */
typedef struct {
    Name *name;
    void *value;
} NameEntry;

typedef struct {
    NameEntry *entries;
    guint32 *index; /* positions + 1, hashed by pointer; NULL while the map is small */
    guint count, capacity, index_size;
} NameMap;

typedef struct Names Names;

Names *names_new(void);
void names_free(Names *names);
void names_reset(Names *names);

/* Zeroed memory that lives until the next reset. */
void *names_allocate(Names *names, size_t size);

Name *names_get(Names *names, PyObject *identifier); /* a str */
Name *names_get_text(Names *names, const char *text);
Name *names_get_part(Names *names, const char *text, size_t length); /* without a NUL; needs no Python */
Name *names_mangle(Names *names, Name *local);

NameEntry *name_map_find(const NameMap *map, const Name *name); /* or NULL */
NameEntry *name_map_add(Names *names, NameMap *map, Name *name); /* the old or a new entry, whose value is NULL */
void name_map_add_all(Names *names, NameMap *map, const NameMap *other);
bool name_map_same_names(const NameMap *a, const NameMap *b);

/* The UTF-8 of the names that `keep` wants, as written, sorted, without repeats; the caller frees it. */
char **name_map_texts(const NameMap *map, bool (*keep)(const NameEntry *entry, gpointer data), gpointer data);

/* The UTF-8 of a str, also of one with lone surrogates; the caller frees it. */
char *names_utf8(PyObject *text);

/* The names of the module `builtins` and those that marimo adds, sorted, NULL-terminated; the caller frees them. */
char **names_builtins(PyObject *module);
