/* What comes from the terminal: keys, pasted text, answers to our questions.
 *
 *     Keys *keys = keys_new("xterm-256color", STDIN_FILENO);
 *     keys_read(keys);                                  // when poll() says so
 *     while (keys_next(keys, &input)) ...
 *
 * libtermkey knows the sequences of keys; pasted text (bracketed paste) is taken out of the bytes before
 * it sees them, so that it arrives whole, fast and as it is.  Main thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "edit/key.h"
#include "tui/answers.h"

typedef struct Keys Keys;

typedef enum {
    INPUT_KEY,
    INPUT_PASTE,
    INPUT_MOUSE,
    INPUT_ANSWER, /* of the terminal */
    INPUT_FOCUS,  /* its window is the one that keys go to, or no more */
} InputKind;

typedef enum { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE } MouseKind;
enum { BUTTON_LEFT = 1, BUTTON_MIDDLE, BUTTON_RIGHT, WHEEL_UP, WHEEL_DOWN };

typedef struct {
    MouseKind kind;
    int button;
    int row, column; /* from 0 */
    uint8_t modifiers;
} MouseInput;

typedef struct {
    InputKind kind;
    Key key;
    MouseInput mouse;
    GString *text; /* of a paste; borrowed, until the next call */
    Answer answer;
    bool focused; /* of INPUT_FOCUS */
} Input;

Keys *keys_new(const char *term, int fd);
void keys_free(Keys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keys, keys_free)

/* Takes what waits.  False: the terminal is gone. */
bool keys_read(Keys *keys);

bool keys_next(Keys *keys, Input *input);

/* For who is at work and has not asked for keys: whether a <C-c> waits; it is taken, with what was typed before. */
bool keys_interrupted(Keys *keys);

/* The bytes read so far. */
size_t keys_count(const Keys *keys);

/* How long the rest of a sequence that has begun may take, over a slow line; at first 20 milliseconds. */
void keys_set_patience(Keys *keys, unsigned milliseconds);

/* Milliseconds after which what is there counts as a whole (an Escape that begins no sequence), and
 * keys_expire() is due; -1: wait. */
int keys_timeout(const Keys *keys);
void keys_expire(Keys *keys);
