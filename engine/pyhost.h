/* The Python inside tarn: CPython, used for nothing but its parser.
 *
 *     if (!pyhost_start(&error)) ...;             // a few milliseconds, once per process
 *     PyGILState_STATE held = PyGILState_Ensure();
 *
 * It is isolated: no site, no environment variables, no signal handlers, no user's code.  It knows its
 * standard library by the path that was found when tarn was built, whatever other pythons are in PATH.
 * What it starts is only the core, without importing a single file; pyhost_complete() adds the rest for
 * those who want a module of the standard library.
 *
 * Started by whoever asks first, and from then on the lock is free: any thread may take it.  It is never
 * shut down: CPython cannot be started twice in one process.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

/* Starting twice is fine.  Fails if there is no standard library where it was at build time. */
bool pyhost_start(GError **error);

/* Makes `import` find the standard library. */
bool pyhost_complete(GError **error);

#define PYHOST_ERROR (pyhost_error_quark())
GQuark pyhost_error_quark(void);
enum { PYHOST_ERROR_NO_LIBRARY, PYHOST_ERROR_START };
