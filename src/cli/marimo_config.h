/* What marimo's own configuration says that counts in tarn, too: `auto_instantiate`, `auto_reload`, `on_cell_change`,
 * `reactive_tests` and `watcher_on_save` of `runtime`, `activate_on_typing` and `signature_hint_on_typing` of
 * `completion`, `custom_paths` of `snippets`, and `vimrc` of `keymap`.  tarn-config(5) says why it is these.
 *
 * As in marimo a later file wins: that of the user (_.marimo.toml_ of the folder or one above it, of the home, or
 * $XDG_CONFIG_HOME/marimo/marimo.toml, the first there is), the nearest pyproject.toml, the notebook's script metadata.
 * Files that travel with the code may ask for cells to become stale, but for cells to run only where the user trusts their
 * folder (trust.h), or if the user's own ask for that, too; `auto_instantiate` of the script metadata is never taken.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/auto_reload.h"

typedef struct {
    AutoReload auto_reload;
    bool autocomplete, signature; /* activate_on_typing, signature_hint_on_typing */
    bool instantiate; /* auto_instantiate: what is stale runs when the notebook is opened */
    bool run_changed; /* watcher_on_save is "autorun": cells that change on disk run */
    bool lazy;        /* on_cell_change: what depends on a cell that ran becomes stale, and does not run */
    bool untested;    /* reactive_tests is false: cells of tests only define these */
    char *snippets; /* snippets.custom_paths with commas between them, or NULL */
    char *vimrc; /* keymap.vimrc: it is sourced, so that only the user's own files can name one; or NULL */
    char *fault; /* "FILE:LINE: why" of the first value that is none, or NULL */
} MarimoConfig;

/* `notebook` may be NULL, and need not be there. */
MarimoConfig marimo_config_read(const char *notebook);

/* Commands of the `:` line that set the options which begin with what was read, and source the vimrc; the caller frees them. */
char *marimo_config_commands(const MarimoConfig *config);
void marimo_config_clear(MarimoConfig *config);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MarimoConfig, marimo_config_clear)
