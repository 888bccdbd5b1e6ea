/* What marimo's configuration says should happen to cells that change on disk: runtime.watcher_on_save. */
#pragma once

#include <stdbool.h>

/* Only the user can ask that anything runs: with "autorun" in their own marimo.toml (or ~/.marimo.toml).  The script
 * metadata of the notebook (PEP 723), or else the pyproject.toml nearest to it, which may be anybody's, can say "lazy"
 * against that, but not "autorun" on their own.  `path` may be NULL, and need not exist. */
bool watch_choice_runs(const char *path);
