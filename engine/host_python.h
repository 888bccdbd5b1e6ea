/* Which interpreter runs a notebook, and where the kernel is that it loads. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The path of the interpreter, to be freed, or NULL and why not in `why`.  `wanted` is what the user or the notebook
 * names, a path or a name on PATH, or empty; otherwise, in this order: $VIRTUAL_ENV/bin/python; .venv/bin/python in
 * `directory` or the nearest folder above; python3 on PATH; /usr/bin/python3. */
char *python_find(const char *wanted, const char *directory, char **why);

/* The two halves of the rules: .venv/bin/python of the nearest folder that has one, but none that another user put into
 * a folder that all may write to; and what is taken where there is none.  To be freed, or NULL. */
char *python_find_venv(const char *directory);
char *python_find_plain(void);

/* Is this version, as "3.11.2", one that the kernel can live in? */
bool python_is_new_enough(const char *version);

typedef struct {
    char *boot;      /* _tarn_boot.py; the helpers and the marimo package are beside it */
    char *extension; /* the folder of _tarn.abi3.so */
} KernelPlace;

/* In the build tree when the program runs from there, else under its prefix. */
KernelPlace kernel_place(void);
void kernel_place_clear(KernelPlace *place);
