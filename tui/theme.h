/* What roles look like: colours for terminals with 16, 256 or millions of them, attributes for those
 * without.
 *
 *     keyword = #c099ff/magenta bold
 *     selection = on #2d3f76/blue mono reverse
 *
 * A line of a theme file: foreground, `on` background, each `#rrggbb`, a number of the 256-colour palette
 * or one of the sixteen names, and behind a slash what to use where only sixteen exist; then attributes;
 * behind `mono` the attributes used where there is no colour at all (NO_COLOR).  Main thread.
 */
#pragma once

#include "tui/style.h"

typedef struct Theme Theme;

typedef enum { COLOUR_NONE, COLOUR_16, COLOUR_256, COLOUR_TRUE } ColourDepth;

/* What the terminal is told: colours already reduced to the depth (-1, 0-255, or 0x1000000 | rgb). */
typedef struct {
    StyledColour foreground, background;
    uint8_t attributes;
} Face;

/* `name` is used in messages, which begin "name:line: ". */
Theme *theme_parse(const char *name, const char *bytes, GError **error);

/* A theme that comes with tarn ("dark", "light") or a file of the user's; NULL if there is none. */
Theme *theme_find(const char *name, GError **error);
/* The names of those that come with tarn; ends with NULL. */
const char *const *theme_list(void);
void theme_free(Theme *theme);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Theme, theme_free)

/* The terminal's own background is light, or dark: a theme that is made for the other kind brings its own (its role
 * "ground"), since nobody could read it there.  Whether that changes how it looks. */
bool theme_stand_on(Theme *theme, bool light);

Face theme_face(const Theme *theme, Style style, ColourDepth depth);

#define THEME_ERROR (theme_error_quark())
GQuark theme_error_quark(void);
enum { THEME_ERROR_UNKNOWN };
