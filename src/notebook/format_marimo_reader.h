/* What the parts of the reader share.  Internal to format_marimo. */
#pragma once

#include "notebook/format_marimo.h"
#include "notebook/format_marimo_nodes.h"
#include "notebook/pyliteral.h"
#include "notebook/pytext.h"

/* Lines of the file that became part of a cell, both inclusive, from 0. */
typedef struct {
    uint32_t first, last;
} KeptLines;

typedef struct {
    const char *name; /* of the file, for messages */
    GString *text;    /* stripped of white space at both ends, lines end with '\n' */
    GArray *starts;   /* of uint32_t: where each line begins, and one behind the end of the last */
    uint32_t lines;
    uint32_t skipped;           /* blank lines before the text */
    const FormatPython *python; /* judges syntax, or NULL */
    bool as_marimo;             /* also where marimo loses text */

    GPtrArray *lists; /* of TokenList *, owned */
    bool *inside;     /* of each line: it begins inside a string; NULL if the file was read in pieces */
    GArray *nodes;    /* of Node */
    guint at;         /* the node that is looked at; nodes->len at the end */

    Notebook *notebook;
    GPtrArray *remarks; /* of FormatRemark * */
    bool soft, hard;    /* marimo's violations: corrected by a save, or not */
    GArray *kept;       /* of KeptLines, ascending */
    GArray *places;     /* of FormatPlace */
    GArray *violations; /* of FormatViolation */
} Reader;

PySlice reader_line(const Reader *reader, uint32_t line);
const Node *reader_node(const Reader *reader); /* NULL at the end */

/* Of format_read.c; `line` counts from 1. */
void format_remarks_add(GPtrArray *remarks, int line, bool loses_text, const char *format, va_list arguments)
    G_GNUC_PRINTF(4, 0);

/* `line` counts from 0. */
void reader_remark(Reader *reader, uint32_t line, bool loses_text, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* `node` NULL: the violation has no place. */
void reader_violation(Reader *reader, FormatViolationKind kind, const Node *node);
/* At a token of a node. */
void reader_violation_at(Reader *reader, FormatViolationKind kind, const Node *node, guint token);
bool reader_fail(const Reader *reader, GError **error, uint32_t line, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Is [text, text + length) valid Python, as far as we can tell? */
bool reader_parses(const Reader *reader, const char *text, size_t length, const TokenList *tokens);

/* format_marimo_scan.c: the nodes of the file, cell by cell if it does not parse as a whole. */
bool reader_find_nodes(Reader *reader, GError **error);

/* format_marimo_kinds.c */
bool node_is_setup(const Node *node);
bool node_is_body_cell(const Node *node);
bool node_is_unparsable(const Node *node);
/* marimo goes by the first decorator that looks like one of its own, whoever's it is: `decorator`; false if it is not
 * the app's or there is none.  `last` and `count` are of all decorators. */
bool node_cell_decorator(const Node *node, Decorator *decorator, Decorator *last, guint *count);

/* format_marimo_cells.c: appends the cell that a node holds to the notebook. */
bool reader_add_setup(Reader *reader, const Node *node, GError **error);
bool reader_add_cell(Reader *reader, const Node *node, GError **error);

/* format_marimo_kwargs.c */
typedef void (*KwargFunction)(gpointer context, const char *name, const char *source, const Literal *value);
/* Calls `each` for every keyword argument between `open` and its partner; false if there are others. */
bool kwargs_each(const TokenList *tokens, guint open, KwargFunction each, gpointer context);
/* The values between `open` and its partner that are no constants. */
void reader_note_expressions(Reader *reader, const Node *node, guint open);
guint kwargs_positional(const TokenList *tokens, guint open, guint *first, guint *end);
/* The configuration of a cell; `name` (or NULL) gets the value of name="...". */
void reader_config(Reader *reader, const Node *node, guint open, CellConfig *config, char **name);
