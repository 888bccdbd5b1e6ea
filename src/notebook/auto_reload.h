/* What a change of a module on disk does to the cells that import it: marimo's `runtime.auto_reload`. */
#pragma once

typedef enum {
    AUTO_RELOAD_OFF,     /* nothing: nobody looks */
    AUTO_RELOAD_LAZY,    /* they are stale, and the module is loaded anew before the next run */
    AUTO_RELOAD_AUTORUN, /* they run, with the module loaded anew */
} AutoReload;

extern const char *const AUTO_RELOAD_NAMES[]; /* in their order, then NULL */
