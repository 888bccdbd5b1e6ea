/* Which keys a person has chosen in tarnrc, for what is decided before a notebook is there. */
#pragma once

/* The keymap that a tarnrc sets, one of those that tarn comes with; nothing else of the file is done.  Interned; "vim" without the
 * file (or NULL). */
const char *user_keymap(const char *config);

/* The same for `tarn run`: "app", "app-plain" or "app-emacs". */
const char *user_app_keymap(const char *config);
