/* marimo's .py format: reader and writer.
 *
 *     g_autoptr(FormatRead) read = format_marimo_read(bytes, size, "nb.py", &error);
 *     Notebook *notebook = format_read_steal_notebook(read);
 *
 * Reading needs no Python: a scanner of Python's tokens finds the cells.  What marimo's own parser and
 * scanner make of a file is the reference (design: exact), except where marimo would lose text.
 * Writing needs the analyses of the cells, since signatures and returns are made from them.
 *
 * Cells keep their non-breaking spaces when they are read; marimo compiles them as spaces, and the writer
 * writes them so where the cell compiles.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/notebook.h"

/* marimo's word for what a file is. */
typedef enum { FORMAT_VALID, FORMAT_HAS_WARNINGS, FORMAT_HAS_ERRORS, FORMAT_INVALID, FORMAT_EMPTY } FormatStatus;

typedef struct {
    int line; /* from 1 */
    bool loses_text; /* something would not survive a save by marimo */
    char *message;
} FormatRemark;

/* Where marimo says a cell is: what it tells in `marimo check`, which is not the same line for each kind of cell. */
typedef struct {
    int line;      /* its number for the cell, that counts from the first line with text on */
    int column;
    int code_line; /* where the code begins in the file, from 1 */
} FormatPlace;

/* What marimo calls a violation of its format, in the order in which it meets them. */
typedef enum {
    VIOLATION_ALIAS,          /* import marimo as something */
    VIOLATION_BEFORE_IMPORT,  /* a statement before `import marimo` */
    VIOLATION_NO_VERSION,     /* no __generated_with */
    VIOLATION_BEFORE_APP,     /* a statement before `app = marimo.App()` */
    VIOLATION_BEFORE_CELLS,   /* a statement between that and the cells */
    VIOLATION_BETWEEN_CELLS,
    VIOLATION_NO_CONSTANT,    /* the value of an argument */
    VIOLATION_DECORATORS,     /* beside @app.cell */
    VIOLATION_NO_STRING,      /* in app._unparsable_cell(...) */
    VIOLATION_NO_GUARD,       /* the end is missing */
} FormatViolationKind;

typedef struct {
    FormatViolationKind kind;
    int line;           /* as marimo counts, from 1; 0 if it has none */
    int column;         /* in bytes, from 0 */
    int file_line;      /* in the file, from 1; 0 if it has none */
    const char *detail; /* NO_STRING: the class of the node that is there; else NULL */
} FormatViolation;

typedef struct {
    FormatStatus status; /* INVALID never comes so: it is an error */
    Notebook *notebook;  /* EMPTY: without cells; what the file holds is its header */
    GPtrArray *remarks; /* of FormatRemark * */
    GHashTable *leftovers; /* of an .ipynb: id of a cell (0: the notebook) -> JSON text of what has no place elsewhere; or NULL */
    GArray *places;     /* of FormatPlace: one a cell; or none at all */
    bool plain;         /* of Markdown: nothing in it says that it is a notebook */
    GArray *violations; /* of FormatViolation */
} FormatRead;

/* A name that a cell defines at its top level. */
typedef struct {
    char *name;
    bool local;          /* marimo would give it another name in each cell */
    bool imported;       /* its first definition is an import */
    bool imported_again; /* a later one is */
} FormatBinding;

/* How code is to be rewritten: what changes is written anew from its syntax tree, without its comments. */
typedef enum {
    REWRITE_DROP_IMPORT, /* of `name`; `keep_one`: but the first */
    REWRITE_AUGMENTED,   /* `x += 1` as `x = x + 1` */
    REWRITE_NAMES,       /* global names, by the tables */
} FormatRewriteKind;

typedef struct {
    FormatRewriteKind kind;
    const char *name;
    bool keep_one;
    GHashTable *definitions, *references; /* char * -> char *: new names where defined, and where only referred to */
} FormatRewrite;

/* What must be asked of Python. */
typedef struct {
    gpointer self;
    bool (*parses)(gpointer self, const char *code, size_t length); /* is it valid syntax for a file? */
    char *const *builtins; /* sorted names of the builtins */

    /* For the readers of Jupyter's code; NULL where nobody can answer. */
    Analysis *(*analyse)(gpointer self, const char *code, size_t length); /* the caller unrefs it */
    /* Of FormatBinding *, owned by the array, in order; NULL if the code does not parse. */
    GPtrArray *(*bindings)(gpointer self, const char *code, size_t length);
    /* NULL if nothing changes, or the code does not parse; the caller frees it. */
    char *(*rewrite)(gpointer self, const char *code, size_t length, const FormatRewrite *how);
} FormatPython;

/* For the editor.  A cell that is no valid Python is found broken here only if its tokens tell; the others are
 * found by their analysis.  Fails (NULL) only for what is no notebook at all: the error's message begins
 * "NAME:LINE: ". */
FormatRead *format_marimo_read(const char *bytes, size_t size, const char *name, GError **error);

/* For commands that must agree with marimo to the byte, also where it loses text.  With `python`, broken cells
 * are found as marimo finds them; without (NULL), as above, which makes no difference for files without any:
 * so read without first, and once more with Python if the analysis of any cell has ANALYSIS_SYNTAX. */
FormatRead *format_marimo_read_exact(const char *bytes, size_t size, const char *name, const FormatPython *python,
                                     GError **error);

/* For the readers of other formats: an empty notebook without remarks.  `line` counts from 1. */
FormatRead *format_read_new(void);
void format_read_leave(FormatRead *read, uint64_t cell, char *leftover); /* takes the text */
void format_read_remark(FormatRead *read, int line, bool loses_text, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Takes the notebook out; `read` has none afterwards. */
Notebook *format_read_steal_notebook(FormatRead *read);

/* Whether saving what was read would lose something that is in the file: the first such remark, or NULL. */
const FormatRemark *format_read_loss(const FormatRead *read);

void format_read_free(FormatRead *read);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormatRead, format_read_free)

#define FORMAT_ERROR (format_error_quark())
GQuark format_error_quark(void);
enum {
    FORMAT_ERROR_NOT_A_NOTEBOOK, /* another Python file */
    FORMAT_ERROR_NO_PYTHON,      /* neither a notebook nor Python */
    FORMAT_ERROR_NO_APP,         /* it imports marimo and has no app */
    FORMAT_ERROR_BROKEN,         /* cells there may be, but nothing around them that could be read */
    FORMAT_ERROR_ENCODING,
    FORMAT_ERROR_WOULD_LOSE_TEXT,
    FORMAT_ERROR_STALE,      /* it belongs to another state of the notebook */
    FORMAT_ERROR_CONFLICT,   /* a merge of Git was left undecided in it */
    FORMAT_ERROR_CANNOT_SAY, /* the format has no words for something in the notebook */
};

typedef struct {
    const char *version; /* written as __generated_with */
    bool as_marimo;      /* leave out options and arguments that marimo does not know, as it does */
} FormatWriteOptions;

/* The file's text, as marimo would write it.  `analyses` holds one Analysis * per cell of the snapshot, in
 * order, of the snapshot's revisions.  The caller frees it. */
GString *format_marimo_write(const NotebookSnapshot *notebook, GPtrArray *analyses, const FormatPython *python,
                             const FormatWriteOptions *options);

/* What `as_marimo` leaves out, for people: "options of the app", "cell 3: foo=1"; of char *, the caller unrefs it. */
GPtrArray *format_marimo_left_out(const NotebookSnapshot *notebook);
