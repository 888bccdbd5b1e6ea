/* The ids that marimo gives to cells: four letters each, always the same for the same place.
 *
 *     g_autoptr(CellIds) ids = cell_ids_new();
 *     char id[5];
 *     cell_ids_next(ids, id);       // "Hbol", then "MJUe", "vblA", ...
 *
 * They are the choices of Python's generator of random numbers (the Mersenne Twister of Matsumoto and Nishimura,
 * 1998) started with 42, so another program that opens the same notebook names its cells the same.
 */
#pragma once

#include <glib.h>

typedef struct CellIds CellIds;

CellIds *cell_ids_new(void);
void cell_ids_free(CellIds *ids);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CellIds, cell_ids_free)

/* None comes twice. */
void cell_ids_next(CellIds *ids, char id[5]);
