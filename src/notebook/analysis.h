/* What is known of a cell without running it: the names it defines and refers to, or why it cannot run.
 *
 * Made by engine/analyze.c from CPython's own syntax tree by marimo's rules; read by the graph, the
 * writer of marimo's format, the editor and the screen.  Immutable once made and atomically counted,
 * so it may cross threads.  Lists of names are NULL-terminated, sorted by code point, without repeats.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/run_mode.h"

typedef enum { LANGUAGE_PYTHON, LANGUAGE_SQL, LANGUAGE_MARKDOWN } CellLanguage;

/* A definition with an annotation ("x: int = 1"), for the signatures that the writer makes. */
typedef struct {
    char *name;
    char *text;  /* the annotation as ast.unparse writes it */
    char **refs; /* names it needs */
} AnnotatedDef;

typedef enum { SQL_KIND_TABLE, SQL_KIND_VIEW, SQL_KIND_SCHEMA, SQL_KIND_CATALOG } SqlKind;

/* A table or the like that a query makes or reads. */
typedef struct {
    SqlKind kind; /* of one that is read always a table */
    char *catalog, *schema; /* or NULL */
    char *table;            /* the name that a cell with it in a query defines */
    char *qualified;        /* the name that a cell refers to: all parts with dots between, tables in lower case */
} SqlName;

SqlName *sql_name_new(SqlKind kind, const char *catalog, const char *schema, const char *table);
void sql_name_free(SqlName *name);

/* What kind of thing the only statement of a cell defines, if it is a single def or class. */
typedef enum { TOPLEVEL_NONE, TOPLEVEL_FUNCTION, TOPLEVEL_CLASS, TOPLEVEL_TEMPORARY } ToplevelKind;

/* Where a name is defined in the code of its cell. */
typedef struct {
    char *name;
    int line;   /* from 1 */
    int column; /* in bytes, from 0 */
} NamePlace;

/* Where code uses a name that is the notebook's. */
typedef struct {
    int line;    /* from 1 */
    int column;  /* in bytes, from 0 */
    bool behind; /* here begins a def, a class or the like, and the name stands behind it */
} NameUse;

/* All of a cell. */
typedef struct {
    uint64_t cell;
    uint64_t revision; /* of the code that was looked at */
    GArray *uses;      /* of NameUse; NULL: it does not parse */
} CellUses;

GPtrArray *cell_uses_new(void); /* of CellUses *, which it owns */

/* `import a as _x`, `from m import a as _x`, anywhere in a cell. */
typedef struct {
    char *what; /* the same text for the same import: "from m import a as _x" */
    char *name; /* a */
    char *alias;
    int line;   /* from 1 */
    int column; /* in bytes, from 0 */
} PrivateImport;

/* A public name that an import binds at the top level, and the package that it comes from: "a" of `import a.b`. */
typedef struct {
    char *name;
    char *package;
} ImportedName;

/* The statement that ends a cell and shows nothing, though one of its branches ends with a value. */
typedef enum { HIDDEN_NONE, HIDDEN_IF, HIDDEN_MATCH, HIDDEN_TRY } HiddenOutput;

typedef enum { ANALYSIS_OK, ANALYSIS_SYNTAX, ANALYSIS_IMPORT_STAR, ANALYSIS_UNKNOWN } AnalysisFault;

typedef struct {
    uint64_t cell;
    uint64_t revision; /* of the code that was analysed */
    RunMode run_mode;  /* the comment in the first line; also of code with a fault */
    bool judged;       /* by the notebook's interpreter, since the embedded Python is too old for the syntax */

    /* Of every cell that parses, whether it compiles or not. */
    bool empty;           /* nothing but blanks and comments */
    bool only_passes;     /* or `pass` */
    HiddenOutput hidden;
    int hidden_line;      /* from 1 */
    int hidden_column;    /* in bytes, from 0 */
    GArray *private_imports; /* of PrivateImport; NULL: none */

    AnalysisFault fault; /* if not OK, everything below `character` is empty */
    char *message;
    int line;      /* of the fault, from 1; 0 if unknown */
    int column;    /* in bytes, from 1; 0 if unknown */
    int character; /* the same as Python counts it; 0 if unknown */

    CellLanguage language;
    bool async;         /* top-level await, async for, async with */
    bool imports_only;  /* only import statements */
    bool test_only;     /* only test functions and classes */
    bool has_output;    /* the last statement is an expression and no ';' follows */

    char **defs;        /* public names it defines */
    char **refs;        /* public names it refers to, builtins included */
    char **deletes;     /* refs it deletes */
    char **locals;      /* underscore names it defines at the top level, as written */
    char **local_refs;  /* underscore names that it refers to but does not define, as written */
    char **temporaries; /* the `locals` that are deleted after a run (not closed over) */
    char **global_locals; /* underscore names declared `global`: marimo makes a ref `_cell_<index>_x` of `_x` */
    char **sql_defs;    /* the `defs` that are tables, views, schemas; not Python names */
    GArray *imports;      /* of ImportedName; NULL: none */
    char **modules;       /* what it imports anywhere in its code: "a.b" of `import a.b`, "m" and "m.f" of `from m import f` */
    char **sql_first;   /* those of the `defs` that a query makes before Python does: no cell returns them */
    char **sql_refs;    /* the `refs` that are tables */
    GPtrArray *tables_made; /* of SqlName *, one for each of `sql_defs`, in their order; owned */
    GPtrArray *tables_read; /* the same for `sql_refs` */

    /* For the writer of marimo's format. */
    GPtrArray *annotated;   /* of AnnotatedDef *; owned */
    char *markdown;         /* the dedented text of a Markdown cell, or NULL */
    ToplevelKind toplevel;
    char *toplevel_name;    /* the single name it defines, or NULL */
    int toplevel_line;      /* of `def` or `class`, from 1 */
    char **unbounded_refs;  /* names needed when that def or class is executed: decorators, defaults, bases */
    bool trailing_comment;  /* a comment in column 0 ends the cell */
    bool blank_before_return; /* the last statement is an import, def or class, and nothing follows it */

    gint references;
    GBytes *within; /* what lists of names and texts point into; or NULL: they are its own */
} Analysis;

/* Lists that own what is in them. */
GArray *private_imports_new(void);
GArray *imported_names_new(void);
GArray *name_places_new(void);

/* Empty lists, everything else zero; the caller fills it in before anyone else sees it, lists by the functions below:
 * empty ones are nobody's. */
Analysis *analysis_new(uint64_t cell, uint64_t revision);
void analysis_set_names(char ***list, char **names); /* takes them */
GPtrArray *analysis_annotated(Analysis *analysis);
GPtrArray *analysis_tables(GPtrArray **tables); /* made or read */

/* The same for lists and texts in `within`, which it keeps: a few thousand are made at once when a notebook is opened.
 * `pointers` is how many there is room for, NULLs at the ends of lists included; they begin at `room`. */
Analysis *analysis_new_within(uint64_t cell, uint64_t revision, GBytes *within, size_t pointers, char ***room);

Analysis *analysis_ref(Analysis *analysis);
void analysis_unref(Analysis *analysis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Analysis, analysis_unref)

/* Whether a sorted list of names, as above, holds `name`. */
bool names_contain(char *const *names, const char *name);
