#include <Python.h>

#include "engine/analyze.h"

#include "engine/analysis_id.h"
#include "engine/analyze_code.h"
#include "engine/analyze_foreign.h"
#include "engine/analyze_quick.h"
#include "engine/analyze_rewrite.h"
#include "engine/analyze_syntax.h"
#include "engine/analyze_take.h"
#include "engine/analyze_walk.h"
#include "engine/pyhost.h"

#include <string.h>

/* Flags of compile() and of code objects; the limited API has no names for them. */
enum { ONLY_TREE = 0x400, TOP_LEVEL_AWAIT = 0x2000, COROUTINE = 0x80 };

struct Analyzer {
    GError *failure; /* why Python did not start; or NULL */
    Tree *tree;      /* NULL: it was not needed yet */
    Names *names;
    PyObject *compile;
    char **builtins;
    bool opaque_sql;
    bool thorough; /* by CPython's tree always */
    guint quick;   /* cells that needed none */
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

Analyzer *analyzer_new_idle(void)
{
    Analyzer *analyzer = g_new0(Analyzer, 1);
    analyzer->names = names_new();
    analyzer->opaque_sql = is_sql_opaque();
    return analyzer;
}

static void take_python(Analyzer *analyzer)
{
    PyGILState_STATE held = PyGILState_Ensure();
    PYREF PyObject *builtins = PyImport_ImportModule("builtins");
    analyzer->compile = builtins ? PyObject_GetAttrString(builtins, "compile") : NULL;
    analyzer->builtins = builtins ? names_builtins(builtins) : NULL;
    Tree *tree = tree_new();
    if (tree && analyzer->compile)
        analyzer->tree = g_steal_pointer(&tree);
    else
        g_set_error(&analyzer->failure, PYHOST_ERROR, PYHOST_ERROR_START, "this Python has no syntax trees");
    if (tree)
        tree_free(tree);
    PyErr_Clear();
    PyGILState_Release(held);
}

bool analyzer_start(Analyzer *analyzer)
{
    if (!analyzer->tree && !analyzer->failure && pyhost_start(&analyzer->failure))
        take_python(analyzer);
    return analyzer->tree;
}

const char *analyzer_failure(const Analyzer *analyzer)
{
    return analyzer->failure ? analyzer->failure->message : NULL;
}

bool analyzer_has_started(const Analyzer *analyzer)
{
    return analyzer->tree;
}

Analyzer *analyzer_new(GError **error)
{
    g_autoptr(Analyzer) analyzer = analyzer_new_idle();
    if (analyzer_start(analyzer))
        return g_steal_pointer(&analyzer);
    g_propagate_error(error, g_steal_pointer(&analyzer->failure));
    return NULL;
}

static void drop_python(Analyzer *analyzer)
{
    PyGILState_STATE held = PyGILState_Ensure();
    Py_XDECREF(analyzer->compile);
    if (analyzer->tree)
        tree_free(analyzer->tree);
    names_reset(analyzer->names);
    PyGILState_Release(held);
}

void analyzer_free(Analyzer *analyzer)
{
    if (analyzer->compile || analyzer->tree)
        drop_python(analyzer);
    names_free(analyzer->names);
    g_clear_error(&analyzer->failure);
    g_strfreev(analyzer->builtins);
    g_free(analyzer);
}

char *const *analyzer_builtins(Analyzer *analyzer)
{
    static char *const NONE[] = {NULL};
    return analyzer_start(analyzer) ? analyzer->builtins : NONE;
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
    if (!analyzer_start(analyzer))
        return false;
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

static void take_all(Job *job, const Walk *walk, const CellShape *shape)
{
    take_shape(job->analysis, shape, job->clean, job->clean_length);
    take_names(job->analysis, walk, shape);
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
        CellShape shape = shape_of_tree(tree, job->body, job->clean, job->clean_length);
        take_all(job, &walk, &shape);
        shape_clear(&shape);
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

/* With Python's lock. */
static void let_go(Job *job)
{
    PyErr_Clear();
    names_reset(job->analyzer->names);
    Py_XDECREF(job->body);
    Py_XDECREF(job->module);
    Py_XDECREF(job->source);
}

static Analysis *job_end(Job *job)
{
    g_free(job->clean);
    return job->analysis;
}

/* Without CPython's tree; false: nothing came of it. */
static bool analyze_quickly(Job *job)
{
    Analyzer *analyzer = job->analyzer;
    Walk walk = {.opaque_sql = analyzer->opaque_sql};
    CellShape shape = {0};
    bool done = !analyzer->thorough && quick_walk(&walk, analyzer->names, job->clean, job->clean_length, &shape);
    if (done) {
        analyzer->quick++;
        job->analysis->empty = shape.count == 0;
        job->analysis->only_passes = shape.only_passes;
        if (shape.count > 0)
            take_all(job, &walk, &shape);
    }
    shape_clear(&shape);
    walk_clear(&walk);
    names_reset(analyzer->names);
    return done;
}

void analyzer_set_thorough(Analyzer *analyzer, bool thorough)
{
    analyzer->thorough = thorough;
}

guint analyzer_quick(const Analyzer *analyzer)
{
    return analyzer->quick;
}

static void analyze_by_tree(Job *job)
{
    if (!analyzer_start(job->analyzer)) {
        set_fault(job, ANALYSIS_UNKNOWN, 0, 0, job->analyzer->failure->message);
        return;
    }
    PyGILState_STATE held = PyGILState_Ensure();
    if (parse(job))
        analyze(job, false);
    else
        take_exception(job);
    let_go(job);
    PyGILState_Release(held);
}

Analysis *analyzer_analyze(Analyzer *analyzer, const CellSnapshot *cell)
{
    Job job = job_begin(analyzer, cell);
    if (prepare(&job) && !analyze_quickly(&job))
        analyze_by_tree(&job);
    return job_end(&job);
}

GArray *analyzer_places(Analyzer *analyzer, const CellSnapshot *cell)
{
    if (!analyzer_start(analyzer))
        return name_places_new();
    Job job = job_begin(analyzer, cell);
    PyGILState_STATE held = PyGILState_Ensure();
    GArray *places = prepare(&job) && parse(&job) ? syntax_places(analyzer->tree, job.body) : name_places_new();
    let_go(&job);
    PyGILState_Release(held);
    analysis_unref(job_end(&job));
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
    if (!analyzer_start(analyzer))
        return analyzer_take_error(cell, analyzer->failure->message, 0, 0);
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
    let_go(&job);
    tree_free(other.tree);
    PyGILState_Release(held);
    return job_end(&job);
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
