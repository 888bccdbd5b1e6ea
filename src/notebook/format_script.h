/* A notebook as a plain script: the cells in the order in which they run, `# %%` before each.
 *
 * Reading takes any Python file for a notebook of one cell, as marimo's converter does: by the rules for the code of
 * Jupyter notebooks (format_ipynb.h), and with what `if __name__ == "__main__":` guards in a function.
 */
#pragma once

#include "notebook/format.h"

FormatRead *format_script_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                               GError **error);
GString *format_script_write(const FormatWriting *writing, GError **error);

/* What a header has for the top of a Python file: the header itself; of front matter in YAML its `header`, or its
 * `pyproject` as script metadata (PEP 723).  The caller frees it. */
char *format_script_header(const char *header);
