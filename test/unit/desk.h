/* The editor's side of an engine, for tests: a notebook, the engine, and what was told of each cell last.  Nothing
 * sleeps: a test waits for events, with a deadline that only a bug reaches.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "engine/engine.h"

#include <cmocka.h>

typedef struct {
    Notebook *notebook;
    Engine *engine;
    GPtrArray *events; /* of EngineEvent *, since the last request */
    char *folder;
    char *path;
} Desk;

/* A notebook of these cells, opened in an engine with the interpreter $TARN_TEST_PYTHON or what `options` say, which
 * may be NULL. */
Desk *desk_new(const char *const *cells);
Desk *desk_new_with(const char *const *cells, const EngineOptions *options);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

uint64_t id(const Desk *desk, size_t index);

/* The next event, kept in `events`. */
EngineEvent *next(Desk *desk);
void settle(Desk *desk);

/* The last event of a kind about a cell (0: about none) since the last settle, or NULL. */
const EngineEvent *last(const Desk *desk, EngineEventKind kind, uint64_t cell);

void run(Desk *desk, size_t index);
void edit(Desk *desk, size_t index, const char *code);
void assert_result(const Desk *desk, size_t index, RunResult result, bool stale);
const char *shown(const Desk *desk, size_t index);
