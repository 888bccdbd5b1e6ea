/* A file system that fails at the N-th call below a folder.
 *
 *     faultfs_arm(folder, 3, FAULT_ONCE, EIO);
 *     bool saved = file_save(path, ...);         // its third call on a path below `folder` fails
 *     bool met = faultfs_disarm();               // false: there were fewer calls than that
 *
 * Linked into a test it stands in front of the C library; preloaded into a program (LD_PRELOAD) it takes its
 * orders from the environment: FAULTFS_BELOW is the folder, and while the file FAULTFS_SWITCH exists, every call
 * that changes something below it fails with FAULTFS_ERRNO (a number).  With FAULTFS_CALLS ("write,fsync") only these
 * do, and they fail for readers, too.  FAULTFS_KIND says what happens instead of a failure: "short" (a write does half),
 * "storm" (every second call is interrupted, whatever it is) or "kill".
 */
#pragma once

#include <stdbool.h>

typedef enum {
    FAULT_ONCE,  /* this call fails, the next ones do not */
    FAULT_STAYS, /* the disk stays full (or read-only, or lost): this call and all that need it fail; a write does half */
    FAULT_SHORT, /* if it is a write, it does half */
    FAULT_STORM, /* by order alone: every second call fails */
    FAULT_KILL,  /* the process dies here; a write does half before */
} FaultKind;

void faultfs_arm(const char *below, int at, FaultKind kind, int number);

/* No more faults.  Was the call met, and which was it ("fsync")? */
bool faultfs_disarm(void);
const char *faultfs_met(void);
