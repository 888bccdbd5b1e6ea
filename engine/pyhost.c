#include <Python.h>

#include "engine/pyhost.h"

/* Initialising in two steps is what makes the start quick; CPython 3.14 has no second step any more. */
#if PY_VERSION_HEX < 0x030E0000
#define IN_TWO_STEPS 1
#else
#define IN_TWO_STEPS 0
#endif

G_DEFINE_QUARK(tarn-pyhost-error-quark, pyhost_error)

static bool succeeded(PyStatus status, GError **error)
{
    if (!PyStatus_Exception(status))
        return true;
    g_set_error(error, PYHOST_ERROR, PYHOST_ERROR_START, "Python does not start: %s",
                status.err_msg ? status.err_msg : "unknown reason");
    return false;
}

/* Every path is given, so that CPython has nothing to search for. */
static PyStatus set_paths(PyConfig *config)
{
    const struct {
        wchar_t **option;
        const char *value;
    } paths[] = {
        {&config->home, TARN_PYTHON_PREFIX},           {&config->prefix, TARN_PYTHON_PREFIX},
        {&config->base_prefix, TARN_PYTHON_PREFIX},    {&config->exec_prefix, TARN_PYTHON_PREFIX},
        {&config->base_exec_prefix, TARN_PYTHON_PREFIX}, {&config->program_name, "tarn"},
        {&config->executable, ""},                     {&config->base_executable, ""},
    };
    PyStatus status = PyStatus_Ok();
    for (size_t i = 0; i < G_N_ELEMENTS(paths) && !PyStatus_Exception(status); i++)
        status = PyConfig_SetBytesString(config, paths[i].option, paths[i].value);

    static const wchar_t *const LIBRARIES[] = {TARN_PYTHON_STDLIB, TARN_PYTHON_STDLIB L"/lib-dynload"};
    config->module_search_paths_set = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(LIBRARIES) && !PyStatus_Exception(status); i++)
        status = PyWideStringList_Append(&config->module_search_paths, LIBRARIES[i]);
    return status;
}

static PyStatus initialize(void)
{
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1; /* the locale belongs to the screen */
    PyStatus status = Py_PreInitialize(&before);
    if (PyStatus_Exception(status))
        return status;

    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.write_bytecode = 0;
    config.use_hash_seed = 1; /* the same order of sets in every process */
    config.hash_seed = 0;
#if IN_TWO_STEPS
    config._init_main = 0;
#endif
    status = set_paths(&config);
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    return status;
}

/* A parser that warns would write to the standard error of a full-screen program. */
static void silence_warnings(void)
{
    PyObject *warnings = PyImport_ImportModule("_warnings");
    PyObject *filters = warnings ? PyObject_GetAttrString(warnings, "filters") : NULL;
    PyObject *ignore = Py_BuildValue("(sOOOi)", "ignore", Py_None, PyExc_Warning, Py_None, 0);
    if (filters && ignore)
        PyList_Insert(filters, 0, ignore);
    PyObject *done = warnings ? PyObject_CallMethod(warnings, "_filters_mutated", NULL) : NULL;
    PyErr_Clear();
    Py_XDECREF(done);
    Py_XDECREF(ignore);
    Py_XDECREF(filters);
    Py_XDECREF(warnings);
}

/* Identifiers beyond ASCII and \N{...} need this module; elsewhere than in Debian it is a file. */
static bool needs_files_to_parse(void)
{
    PyObject *module = PyImport_ImportModule("unicodedata");
    Py_XDECREF(module);
    PyErr_Clear();
    return module == NULL;
}

static bool is_complete(void)
{
    PyObject *modules = PySys_GetObject("modules");
    return modules && PyDict_GetItemString(modules, "encodings");
}

/* With the lock held. */
static bool complete(GError **error)
{
#if IN_TWO_STEPS
    if (!is_complete()) {
        if (!succeeded(_Py_InitializeMain(), error))
            return false;
        silence_warnings();
    }
#endif
    return true;
}

bool pyhost_start(GError **error)
{
    static struct {
        GMutex lock;
        bool done; /* Py_IsInitialized() says no while only the core is there */
    } starting;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&starting.lock);
    if (starting.done)
        return true;

    g_autofree char *library = g_strdup_printf("%ls", TARN_PYTHON_STDLIB);
    if (!g_file_test(library, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, PYHOST_ERROR, PYHOST_ERROR_NO_LIBRARY,
                    "%s: the standard library of Python %d.%d is not there, but tarn was built with it", library,
                    PY_MAJOR_VERSION, PY_MINOR_VERSION);
        return false;
    }
    if (!succeeded(initialize(), error))
        return false;
    silence_warnings();
    bool ready = !needs_files_to_parse() || complete(error);
    PyEval_SaveThread();
    starting.done = true;
    return ready;
}

bool pyhost_complete(GError **error)
{
    if (!pyhost_start(error))
        return false;
    PyGILState_STATE held = PyGILState_Ensure();
    bool done = complete(error);
    PyGILState_Release(held);
    return done;
}

/* For sanitised builds: what CPython keeps until the process ends is no leak. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libpython";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
