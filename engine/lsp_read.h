/* What the answers of a language server say, whatever they look like: what is not there, or of another kind than the
 * protocol has it, is nothing.  Pure; any thread.
 */
#pragma once

#include "base/json.h"
#include "engine/lsp_text.h"

/* What a server can be asked. */
typedef enum {
    LSP_COMPLETION = 1 << 0,
    LSP_HOVER = 1 << 1,
    LSP_SIGNATURE = 1 << 2,
    LSP_DEFINITION = 1 << 3,
    LSP_DECLARATION = 1 << 4,
    LSP_REFERENCES = 1 << 5,
    LSP_RENAME = 1 << 6,
    LSP_PREPARE_RENAME = 1 << 7,
    LSP_ACTIONS = 1 << 8,
    LSP_RESOLVE_ACTION = 1 << 9,
    LSP_COMMANDS = 1 << 10,
    LSP_RESOLVE_NAME = 1 << 11,
} LspSkill;

/* How it wants to be told of changes. */
typedef enum { LSP_SYNC_NONE, LSP_SYNC_FULL, LSP_SYNC_CHANGES } LspSync;

typedef struct {
    unsigned skills; /* of LspSkill */
    LspSync sync;
    LspUnits units;
    bool wants_saves;
} LspAbility;

/* Of the result of `initialize`.  False: in units that nobody knows. */
bool lsp_read_ability(const JsonValue *result, LspAbility *ability);

LspPlace lsp_read_place(const JsonValue *position);

/* One of the answers to where something is: a Location, LocationLink, or a list of them. */
typedef struct {
    const char *uri; /* of the JSON */
    LspPlace place;
} LspLocation;
GArray *lsp_read_locations(const JsonValue *result); /* of LspLocation, in their order, each once; at most LSP_MOST_PLACES */
enum { LSP_MOST_PLACES = 2000, LSP_MOST_NAMES = 2000, LSP_MOST_ACTIONS = 200 };

/* Name, kind, type, documentation, and the snippet that the name stands for or "", in turns, and NULL; the caller unrefs them, as the others below. */
GPtrArray *lsp_read_names(const JsonValue *result);
/* The same of one item of that; and the item of such a name, or NULL. */
GPtrArray *lsp_read_named(const JsonValue *item);
const JsonValue *lsp_find_name(const JsonValue *result, const char *name);
/* Lines of text, the first empty if there is nothing; NULL at the end. */
GPtrArray *lsp_read_help(const JsonValue *result);
/* The active signature in one line; or nothing. */
GPtrArray *lsp_read_signature(const JsonValue *result);
/* The title of an action or a command, and its kind ("quickfix", "source.fixAll"); NULL: it is none, or disabled. */
const char *lsp_read_action(const JsonValue *action, const char **kind);
