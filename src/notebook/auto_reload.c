#include "notebook/auto_reload.h"

#include <stddef.h>

const char *const AUTO_RELOAD_NAMES[] = {"off", "lazy", "autorun", NULL};
