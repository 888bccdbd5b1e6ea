/* Keys as terminals tell them that can tell all of them apart: kitty's keyboard protocol
 * (sw.kovidgoyal.net/kitty/keyboard-protocol) and xterm's modifyOtherKeys.  Bytes only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "edit/key.h"

/* The length of such a key at the start of the bytes; 0: there is none, or (`*wait`) not all of it yet.  What is no key
 * for us (a release, a key with the logo, a modifier alone, what no terminal sends) is KEY_NONE. */
size_t csi_key_read(const char *bytes, size_t length, Key *key, bool *wait);

/* What asks whether a terminal has kitty's protocol, what begins and ends its use; and that of the other. */
#define KEYBOARD_ASK "\033[?u"
#define KEYBOARD_BEGIN "\033[>1u"
#define KEYBOARD_AGAIN "\033[=1;1u" /* where it may have begun, or been reset */
#define KEYBOARD_END "\033[<u"
#define OTHER_KEYS_BEGIN "\033[>4;2m"
#define OTHER_KEYS_END "\033[>4m"
