#include <Python.h>

#include "engine/analyze_metadata.h"

#include <string.h>

#include "engine/analyze_names.h"
#include "engine/analyze_tree.h"
#include "engine/pyhost.h"

/* Python has the readers for it; PEP 723 says what a block looks like. */
static const char PROGRAM[] =
    "import json, re, tomllib\n"
    "blocks = re.findall(r'(?m)^# /// script\\r?$\\n((?:^#(?! ///\\r?$)(?:| .*)\\r?$\\n)+)^# ///(?=\\r?$)', header)\n"
    "lines = blocks[0].splitlines(keepends=True) if len(blocks) == 1 else None\n"
    "answer = lines and json.dumps(tomllib.loads(''.join(line[2:] if line[:2] == '# ' else line[1:] for line in lines)),"
    " sort_keys=True, separators=(',', ':'), ensure_ascii=False)\n";

char *analyzer_metadata(const char *header)
{
    char *answer = NULL;
    if (!strstr(header, "# /// script") || !pyhost_start(NULL))
        return NULL;
    PyGILState_STATE held = PyGILState_Ensure();
    if (pyhost_complete(NULL)) {
        PYREF PyObject *names = PyDict_New();
        PYREF PyObject *text = PyUnicode_DecodeUTF8(header, (Py_ssize_t)strlen(header), "replace");
        PYREF PyObject *program = Py_CompileString(PROGRAM, "<metadata>", Py_file_input);
        PYREF PyObject *done = NULL;
        if (names && text && program && PyDict_SetItemString(names, "header", text) == 0 &&
            PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) == 0)
            done = PyEval_EvalCode(program, names, names);
        PyObject *value = done ? PyDict_GetItemString(names, "answer") : NULL; /* borrowed */
        answer = value && PyUnicode_Check(value) ? names_utf8(value) : NULL;
        PyErr_Clear();
    }
    PyGILState_Release(held);
    return answer;
}
