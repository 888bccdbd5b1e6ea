/* The supervisor of a session: `tarn host`, the same program without Python, curses or threads.
 *
 * One descriptor leads to the editor (packets, engine/wire.h).  START makes it find and start the user's interpreter
 * on a pseudo-terminal of its own, with the kernel (engine/kernel) in it and a socket to it; from then on packets
 * between engine and kernel pass through, and what the interpreter writes to its terminal goes to the editor as
 * CONSOLE packets, each credited to a run.
 *
 * - DONE of a run is sent after the last byte of its console.
 * - A flood of output is thinned (host_console.h); it never stops the interpreter, nor delays control packets.
 *   With `pipes` nothing is lost instead: the interpreter waits for the reader.
 * - When the interpreter dies: DIED.  RESTART starts another, which knows nothing: after READY the engine sends
 *   NOTEBOOK and DEFINERS again.  Nothing of the old one comes after RESTART was read.
 * - When STOP comes the interpreter is ended, and so is the host; when the editor's end closes, too, unless KEEP was said
 *   and something has run: then the host goes on alone with what was to run (host_session.h), and listens for another
 *   editor (host_door.h), which is told what the one before knew (host_keep.h).
 */
#pragma once

/* In the environment of a host until it serves.  A program other than tarn that holds an engine (a test) and was told
 * no `program` would start itself as its host, and that one itself again, without end. */
#define HOST_MARK "TARN_IS_HOST"

/* Serves `editor` until it closes; the exit status of the process.  With a token the connection is a line that may break and
 * be mended (line.h), else NULL. */
int host_serve(int editor, const char *token);
