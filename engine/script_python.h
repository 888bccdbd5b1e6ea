/* The interpreter that a notebook asks for itself, in the header of inline script metadata (PEP 723):
 *
 *     # /// script
 *     # requires-python = ">=3.12"
 *     # [tool.marimo.venv]
 *     # path = "../envs/plots"
 *     # ///
 *
 * The environment at `path`, relative to the notebook, as marimo takes it; else, where the program `uv` is there, the
 * environment that uv keeps for the script, or the interpreter that satisfies it.  Nothing is installed and nothing is
 * fetched: `uv sync --script NOTEBOOK` makes the environment.
 */
#pragma once

/* The path of a program, the caller's; NULL: the notebook asks for nothing, or it is not there. */
char *script_python(const char *notebook);

/* The same of the environment that is named there, without asking uv: nothing is started. */
char *script_named_python(const char *notebook);
