#include <Python.h>

#include "engine/analyze.h"

#include "engine/analysis_id.h"
#include "engine/analyze_code.h"
#include "engine/analyze_foreign.h"
#include "engine/analyze_rewrite.h"
#include "engine/analyze_sql_call.h"
#include "engine/analyze_statement.h"
#include "engine/analyze_syntax.h"
#include "engine/analyze_unparse.h"
#include "engine/analyze_walk.h"
#include "engine/pyhost.h"

#include <string.h>

/* Flags of compile() and of code objects; the limited API has no names for them. */
enum { ONLY_TREE = 0x400, TOP_LEVEL_AWAIT = 0x2000, COROUTINE = 0x80 };

struct Analyzer {
    Tree *tree;
    Names *names;
    PyObject *compile;
    char **builtins;
    bool opaque_sql;
};

/* A cell under analysis. */
typedef struct {
    Analyzer *analyzer;
    Analysis *analysis;
    const char *code; /* as written */
    size_t length;
    char *clean; /* as compiled */
    size_t clean_length;
    PyObject *source; /* the same as a str */
    PyObject *module; /* the tree */
    PyObject *body;   /* its statements */
} Job;

static bool is_sql_opaque(void)
{
    return g_strcmp0(g_getenv("TARN_SQL"), "opaque") == 0;
}

Analyzer *analyzer_new(GError **error)
{
    if (!pyhost_start(error))
        return NULL;
    PyGILState_STATE held = PyGILState_Ensure();
    Analyzer *analyzer = g_new0(Analyzer, 1);
    PYREF PyObject *builtins = PyImport_ImportModule("builtins");
    analyzer->compile = builtins ? PyObject_GetAttrString(builtins, "compile") : NULL;
    analyzer->builtins = builtins ? names_builtins(builtins) : NULL;
    analyzer->tree = tree_new();
    analyzer->names = names_new();
    analyzer->opaque_sql = is_sql_opaque();
    bool complete = analyzer->compile && analyzer->tree;
    PyErr_Clear();
    PyGILState_Release(held);
    if (complete)
        return analyzer;
    g_set_error(error, PYHOST_ERROR, PYHOST_ERROR_START, "this Python has no syntax trees");
    analyzer_free(analyzer);
    return NULL;
}

void analyzer_free(Analyzer *analyzer)
{
    PyGILState_STATE held = PyGILState_Ensure();
    Py_XDECREF(analyzer->compile);
    if (analyzer->tree)
        tree_free(analyzer->tree);
    names_free(analyzer->names);
    PyGILState_Release(held);
    g_strfreev(analyzer->builtins);
    g_free(analyzer);
}

char *const *analyzer_builtins(Analyzer *analyzer)
{
    return analyzer->builtins;
}

/* A tree or code; NULL with Python's exception set. */
static PyObject *compile_source(const Analyzer *analyzer, PyObject *source, long flags)
{
    return PyObject_CallFunction(analyzer->compile, "Ossli", source, "<cell>", "exec", flags, 1);
}

const Tree *analyzer_tree(const Analyzer *analyzer)
{
    return analyzer->tree;
}

Names *analyzer_names(Analyzer *analyzer)
{
    return analyzer->names;
}

PyObject *analyzer_parse(Analyzer *analyzer, const char *code, size_t length)
{
    PYREF PyObject *source = PyUnicode_DecodeUTF8(code, (Py_ssize_t)length, NULL);
    return source ? compile_source(analyzer, source, ONLY_TREE) : NULL;
}

bool analyzer_parses(Analyzer *analyzer, const char *code, size_t length)
{
    PyGILState_STATE held = PyGILState_Ensure();
    PyObject *tree = analyzer_parse(analyzer, code, length);
    bool parses = tree != NULL;
    Py_XDECREF(tree);
    PyErr_Clear();
    PyGILState_Release(held);
    return parses;
}

/* --- faults ---------------------------------------------------------------------------------------- */

static void set_fault(Job *job, AnalysisFault fault, long line, long column, const char *message)
{
    job->analysis->fault = fault;
    job->analysis->line = line > 0 ? (int)line : 0;
    job->analysis->column = line > 0 && column > 0 ? (int)column : 0;
    g_free(job->analysis->message);
    job->analysis->message = g_strdup(message);
}

static void set_fault_at(Job *job, const char *place, const char *message)
{
    const char *start = place;
    while (start > job->code && start[-1] != '\n')
        start--;
    set_fault(job, ANALYSIS_UNKNOWN, code_line_count(job->code, (size_t)(place - job->code)), place - start + 1,
              message);
}

/* Text of an exception; the caller frees it. */
static char *describe(PyObject *type, PyObject *value)
{
    PYREF PyObject *text = value ? PyObject_Str(value) : NULL;
    char *described = text ? names_utf8(text) : NULL;
    if (described && *described)
        return described;
    g_free(described);
    PYREF PyObject *name = PyObject_GetAttrString(type, "__name__");
    return name ? names_utf8(name) : g_strdup("unknown error");
}

/* Turns Python's exception into the fault of the cell. */
static void take_exception(Job *job)
{
    const Tree *tree = job->analyzer->tree;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (type && value && PyErr_GivenExceptionMatches(type, PyExc_SyntaxError)) {
        PYREF PyObject *text = tree_get(tree, value, AT_msg);
        g_autofree char *message = text && PyUnicode_Check(text) ? names_utf8(text) : describe(type, value);
        long line = tree_integer(tree, value, AT_lineno, 0);
        long character = tree_integer(tree, value, AT_offset, 0);
        long column = line > 0 ? code_byte_of_character(job->code, job->length, line, character) : 0;
        set_fault(job, ANALYSIS_SYNTAX, line, column, message);
        job->analysis->character = (int)MAX(character, 0);
    } else {
        g_autofree char *message = type ? describe(type, value) : g_strdup("unknown error");
        set_fault(job, ANALYSIS_UNKNOWN, 0, 0, message);
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    PyErr_Clear();
}

/* --- facts from the statements ----------------------------------------------------------------------- */

static void find_markdown(Job *job, PyObject *statement)
{
    PYREF PyObject *text = statement_markdown(job->analyzer->tree, statement);
    if (!text)
        return;
    job->analysis->language = LANGUAGE_MARKDOWN;
    /* A NUL cannot be kept in a C string: then the writer leaves the cell as it is. */
    if (PyUnicode_FindChar(text, 0, 0, PyUnicode_GetLength(text), 1) >= 0)
        return;
    g_autofree char *utf8 = names_utf8(text);
    job->analysis->markdown = markdown_dedent(utf8);
}

static void look_at_statements(Job *job)
{
    const Tree *tree = job->analyzer->tree;
    Analysis *analysis = job->analysis;
    Py_ssize_t count = PyList_Size(job->body);
    analysis->imports_only = analysis->test_only = true;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *statement = PyList_GetItem(job->body, i);
        analysis->imports_only = analysis->imports_only && statement_is_import(tree_class(tree, statement));
        analysis->test_only = analysis->test_only && statement_is_test(tree, statement);
    }

    PyObject *last = PyList_GetItem(job->body, count - 1);
    TreeClass is = tree_class(tree, last);
    long end_line = tree_integer(tree, last, AT_end_lineno, 0);
    long end_byte = tree_integer(tree, last, AT_end_col_offset, 0);
    const char *place = code_at(job->clean, job->clean_length, end_line, end_byte);
    analysis->has_output = is == IS_Expr && !code_semicolon_follows(place, job->clean + job->clean_length);
    analysis->trailing_comment = code_ends_with_comment(job->clean, job->clean_length, end_line);
    analysis->blank_before_return =
        (statement_is_import(is) || statement_is_definition(is)) && end_line == code_line_count(job->clean, job->clean_length);
    if (count == 1 && is == IS_Expr)
        find_markdown(job, last);
}

/* --- names ------------------------------------------------------------------------------------------- */

static bool is_defined_public(const NameEntry *entry, gpointer data)
{
    return entry->value && !entry->name->local;
}

static bool is_defined_local(const NameEntry *entry, gpointer data)
{
    return entry->value && entry->name->local;
}

/* Local, and not in the set of names that closures need. */
static bool is_temporary(const NameEntry *entry, gpointer closures)
{
    return is_defined_local(entry, NULL) && !name_map_find(closures, entry->name);
}

/* Names of tables are never local. */
static bool is_public_ref(const NameEntry *entry, gpointer tables_read)
{
    return entry->value && (!entry->name->local || name_map_find(tables_read, entry->name));
}

static bool is_global_local(const NameEntry *entry, gpointer data)
{
    return entry->value && entry->name->written;
}

static bool is_deleted(const NameEntry *entry, gpointer data)
{
    for (const Reference *reference = entry->value; reference; reference = reference->next) {
        if (reference->deleted)
            return !entry->name->local;
    }
    return false;
}

static bool is_undefined(const NameEntry *entry, gpointer data)
{
    const NameMap *defs = data;
    return !name_map_find(defs, entry->name) && !(entry->name->mangled && name_map_find(defs, entry->name->mangled));
}

static bool is_no_marker(const NameEntry *entry, gpointer data)
{
    return PyUnicode_CompareWithASCIIString(entry->name->object, "_lambda") != 0;
}

static void set_names(char ***list, const NameMap *map, bool (*keep)(const NameEntry *, gpointer), gpointer data)
{
    g_strfreev(*list);
    *list = name_map_texts(map, keep, data);
}

static void set_annotated(Job *job, const NameMap *defs)
{
    for (guint i = 0; i < defs->count; i++) {
        const NameEntry *entry = &defs->entries[i];
        const Variable *variable = first_variable(entry);
        if (entry->name->local || !variable || !variable->annotation)
            continue;
        char *text = unparse_annotation(job->analyzer->tree, variable->annotation);
        if (!text)
            continue;
        AnnotatedDef *annotated = g_new0(AnnotatedDef, 1);
        annotated->name = names_utf8(entry->name->object);
        annotated->text = text;
        annotated->refs = name_map_texts(variable->annotation_refs, NULL, NULL);
        g_ptr_array_add(job->analysis->annotated, annotated);
    }
}

/* The cell's only definition, if that is a single def or class: what may stand at the top of the file. */
static void find_toplevel(Job *job, const NameMap *defs)
{
    const Tree *tree = job->analyzer->tree;
    Analysis *analysis = job->analysis;
    PyObject *statement = PyList_GetItem(job->body, 0);
    if (PyList_Size(job->body) != 1 || !statement_is_definition(tree_class(tree, statement)))
        return;
    const NameEntry *only = NULL;
    for (guint i = 0; i < defs->count; i++) {
        if (defs->entries[i].value && only)
            return;
        if (defs->entries[i].value)
            only = &defs->entries[i];
    }
    PYREF PyObject *name = tree_get(tree, statement, AT_name);
    if (!only || !name || PyUnicode_Compare(name, only->name->object) != 0)
        return;
    const Variable *variable = only->value;
    bool underscore = PyUnicode_ReadChar(name, 0) == '_';
    if (!underscore && variable->next)
        return;
    analysis->toplevel = underscore                            ? TOPLEVEL_TEMPORARY
                         : variable->kind == VARIABLE_CLASS    ? TOPLEVEL_CLASS
                         : variable->kind == VARIABLE_FUNCTION ? TOPLEVEL_FUNCTION
                                                               : TOPLEVEL_NONE;
    analysis->toplevel_name = names_utf8(name);
    analysis->toplevel_line = (int)tree_integer(tree, statement, AT_lineno, 1);
    if (variable->unbounded)
        set_names(&analysis->unbounded_refs, variable->unbounded, is_no_marker, NULL);
}

static void take_names(Job *job, const Walk *walk)
{
    Analysis *analysis = job->analysis;
    const Scope *scope = &walk->scope;
    const NameMap *defs = &scope->module->defs;
    set_names(&analysis->defs, defs, is_defined_public, NULL);
    set_names(&analysis->refs, &scope->refs, is_public_ref, (gpointer)&walk->tables_read);
    set_names(&analysis->deletes, &scope->refs, is_deleted, NULL);
    set_names(&analysis->locals, defs, is_defined_local, NULL);
    set_names(&analysis->local_refs, &walk->local_refs, is_undefined, (gpointer)defs);
    set_names(&analysis->global_locals, &scope->refs, is_global_local, NULL);
    if (*analysis->locals)
        set_names(&analysis->temporaries, defs, is_temporary, scope_closure_names(scope));
    if (walk->sql)
        sql_calls_take_tables(walk, analysis);
    set_annotated(job, defs);
    syntax_take_imports(defs, job->analysis);
    g_strfreev(analysis->modules);
    analysis->modules = walk_modules(walk);
    find_toplevel(job, defs);
    if (walk->sql && analysis->language == LANGUAGE_PYTHON)
        analysis->language = LANGUAGE_SQL;
}

/* --- the analysis -------------------------------------------------------------------------------------- */

static void set_walk_fault(Job *job, const Walk *walk)
{
    if (walk->end == WALK_IMPORT_STAR)
        set_fault(job, ANALYSIS_IMPORT_STAR, walk->line, walk->column + 1,
                  "a cell cannot import *: nobody could tell which names it defines");
    else if (walk->end == WALK_TOO_DEEP)
        set_fault(job, ANALYSIS_UNKNOWN, 0, 0, "the code is nested too deeply");
    else
        take_exception(job);
}

/* What parses may still not compile ("return" at the top level).  As dear as parsing, so only where there is a doubt. */
static bool compiles(Job *job)
{
    PYREF PyObject *code = compile_source(job->analyzer, job->source, TOP_LEVEL_AWAIT);
    if (!code)
        return false;
    job->analysis->async = (tree_integer(job->analyzer->tree, code, AT_co_flags, 0) & COROUTINE) != 0;
    return true;
}

/* The code in the forms that the analysis needs; false if it is no text. */
static bool prepare(Job *job)
{
    const char *bad;
    if (!g_utf8_validate_len(job->code, job->length, &bad)) {
        set_fault_at(job, bad, *bad ? "the text is not UTF-8" : "the code has a NUL byte");
        return false;
    }
    job->clean = code_without_nbsp(job->code, job->length, &job->clean_length);
    return true;
}

static bool parse(Job *job)
{
    job->source = PyUnicode_DecodeUTF8(job->clean, (Py_ssize_t)job->clean_length, NULL);
    job->module = job->source ? compile_source(job->analyzer, job->source, ONLY_TREE | TOP_LEVEL_AWAIT) : NULL;
    job->body = job->module ? tree_get(job->analyzer->tree, job->module, AT_body) : NULL;
    return job->body != NULL;
}

/* `compiled`: that it compiles is known already. */
static void analyze(Job *job, bool compiled)
{
    const Tree *tree = job->analyzer->tree;
    syntax_take(tree, job->body, job->clean, job->analysis);
    if (job->analysis->empty)
        return;

    Walk walk = {.opaque_sql = job->analyzer->opaque_sql};
    walk_statements(&walk, tree, job->analyzer->names, job->body, PyList_Size(job->body) == 1);
    if (walk_ended(&walk)) {
        set_walk_fault(job, &walk);
    } else if (!compiled && (walk.doubtful || code_is_doubtful(job->clean)) && !compiles(job)) {
        take_exception(job);
    } else {
        look_at_statements(job);
        take_names(job, &walk);
    }
    walk_clear(&walk);
}

static Job job_begin(Analyzer *analyzer, const CellSnapshot *cell)
{
    Job job = {.analyzer = analyzer, .analysis = analysis_new(cell->id, cell->revision)};
    gsize length;
    job.code = g_bytes_get_data(cell->code, &length);
    job.length = length;
    if (!job.code)
        job.code = "";
    job.analysis->run_mode = run_mode_of(job.code, length);
    return job;
}

static Analysis *job_end(Job *job)
{
    PyErr_Clear();
    names_reset(job->analyzer->names);
    Py_XDECREF(job->body);
    Py_XDECREF(job->module);
    Py_XDECREF(job->source);
    g_free(job->clean);
    return job->analysis;
}

Analysis *analyzer_analyze(Analyzer *analyzer, const CellSnapshot *cell)
{
    Job job = job_begin(analyzer, cell);
    PyGILState_STATE held = PyGILState_Ensure();
    if (prepare(&job)) {
        if (parse(&job))
            analyze(&job, false);
        else
            take_exception(&job);
    }
    Analysis *analysis = job_end(&job);
    PyGILState_Release(held);
    return analysis;
}

GArray *analyzer_places(Analyzer *analyzer, const CellSnapshot *cell)
{
    Job job = job_begin(analyzer, cell);
    PyGILState_STATE held = PyGILState_Ensure();
    GArray *places = prepare(&job) && parse(&job) ? syntax_places(analyzer->tree, job.body) : name_places_new();
    analysis_unref(job_end(&job));
    PyGILState_Release(held);
    return places;
}

/* --- what another Python said --------------------------------------------------------------------------- */

char *analyzer_version(void)
{
    return g_strdup_printf("%s, Python %s, %d%s", ANALYSIS_ID, Py_GetVersion(), G_BYTE_ORDER,
                           is_sql_opaque() ? ", opaque SQL" : "");
}

int analyzer_python(void)
{
    return PY_MAJOR_VERSION << 8 | PY_MINOR_VERSION;
}

Analysis *analyzer_take_tree(Analyzer *analyzer, const CellSnapshot *cell, const char *tree)
{
    g_autoptr(JsonValue) json = json_value_parse(tree, -1, NULL);
    PyGILState_STATE held = PyGILState_Ensure();
    Analyzer other = *analyzer;
    other.tree = tree_new_foreign();
    Job job = job_begin(&other, cell);
    if (prepare(&job)) {
        job.body = foreign_statements(other.tree, json_value_get(json, "body"));
        if (job.body)
            analyze(&job, true);
        else
            take_exception(&job);
    }
    job.analysis->async = json_value_bool(json_value_get(json, "async"), false);
    job.analysis->judged = true;
    Analysis *analysis = job_end(&job);
    tree_free(other.tree);
    PyGILState_Release(held);
    return analysis;
}

Analysis *analyzer_take_error(const CellSnapshot *cell, const char *message, int line, int character)
{
    Job job = job_begin(NULL, cell);
    long column = line > 0 ? code_byte_of_character(job.code, job.length, line, character) : 0;
    set_fault(&job, ANALYSIS_SYNTAX, line, column, message);
    job.analysis->character = MAX(character, 0);
    job.analysis->judged = true;
    return job.analysis;
}
