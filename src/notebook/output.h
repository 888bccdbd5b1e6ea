/* What a cell shows: a tree of nodes, and lines of styled text (a console).
 *
 * The kernel writes an output as JSON (the shapes are below); the engine thread parses it; the screen
 * lays it out.  Immutable once made and atomically counted.
 *
 *     {"mime": "text/plain", "repr": "1", "root": {"node": "text", "text": "1"}}
 *
 * Nodes:
 *     {"node": "text", "text": S}                         a representation; may hold newlines
 *     {"node": "ansi", "text": S}                         text with SGR escapes
 *     {"node": "markdown", "text": S}
 *     {"node": "code", "text": S, "language": S}
 *     {"node": "error", "type": S, "text": message, "cell": ID the error blames or 0,
 *         "frames": [{"cell": ID or 0, "line": N, "name": S, "file": S, "source": S}],    innermost last
 *         "children": [node...]}                          errors that led to it or that it is a group of, with as "label"
 *                                                         how: cause (raise ... from), context, member; texts are hints
 *     {"node": "widget", "name": "slider", "text": one-line rendering, "label": S, "id": S,
 *         "args": {its bounds or options, "value": as the screen would send it}}
 *     {"node": "picture", "name": "PIL.Image", "text": its size in words, "png": its bytes in base64}
 *     {"node": "placeholder", "name": "mo.ui.plotly", "text": what is missing}
 *     {"node": "vstack" | "hstack" | "tabs" | "accordion" | "callout" | "sidebar", "label": S,
 *         "labels": [S...] for tabs and accordion, "selected": N for tabs, "kind": S for callout,
 *         "children": [node...]}
 *     {"node": "table", "text": its first rows, "id": S by which it is asked (tarn-kernel(7)), "args": {"element": S or null,
 *         "selection": S or null}}
 *     {"node": "inline", "children": [node...]}           words and widgets of one sentence
 * A container that changes with a widget may have an "id", as tabs have, and "args".
 * An unknown node kind is shown as a placeholder naming itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "base/json.h"
#include "base/picture.h"

typedef enum {
    NODE_TEXT,
    NODE_ANSI,
    NODE_MARKDOWN,
    NODE_CODE,
    NODE_ERROR,
    NODE_WIDGET,
    NODE_PLACEHOLDER,
    NODE_PICTURE,
    NODE_VSTACK,
    NODE_HSTACK,
    NODE_TABS,
    NODE_ACCORDION,
    NODE_CALLOUT,
    NODE_SIDEBAR,
    NODE_INLINE,
    NODE_TABLE,
} NodeKind;

typedef struct {
    uint64_t cell; /* 0: not a cell but `file` */
    int line;      /* from 1 */
    char *name;    /* of the function, "<module>" at the top level */
    char *file;    /* NULL for a cell */
    char *source;  /* the line itself, or NULL */
} ErrorFrame;

typedef struct {
    NodeKind kind;
    char *text;          /* see above; never NULL */
    char *name;          /* language, type of the error, widget, placeholder, picture, kind of callout; or NULL */
    char *label;         /* or NULL */
    char *id;            /* of a widget, or of what a table is asked by; or NULL */
    JsonValue *args;     /* of a widget, or NULL */
    Picture *picture;    /* or NULL */
    uint64_t cell;       /* that an error blames, or 0 */
    char **labels;       /* of tabs and accordions; never NULL */
    guint selected;      /* which of the tabs is in front */
    GPtrArray *children; /* of Node *; owned; never NULL */
    GPtrArray *frames;   /* of ErrorFrame *; owned; never NULL */
} Node;

/* The first error in a tree, or NULL; `node` may be NULL. */
const Node *node_find_error(const Node *node);

/* How an error belongs to the one that it is in, for people: "caused by"; "" if it is in none. */
const char *error_lead(const Node *error);

/* What the cell has to do with it that an error blames: "should have defined x"; the caller's. */
char *error_blame(const Node *error);

/* The frames of an error, and then those of the errors in it, as they are shown; NULL behind the last. */
const ErrorFrame *error_frame(const Node *error, guint at);

typedef struct {
    Node *root;  /* NULL: shows nothing */
    char *mime;  /* marimo's choice of type, for headless commands; or NULL */
    char *repr;  /* for headless commands; or NULL */
    char *parts; /* of several outputs (mo.output.append): [{"mime": S, "repr": S}...] as JSON; or NULL */
    gint references;
} Output;

/* Fails on text that is not JSON of the shape above. */
Output *output_parse(const char *json, size_t length, GError **error);
Output *output_new_error(const char *type, const char *message);
Output *output_ref(Output *output);
void output_unref(Output *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Output, output_unref)

#define OUTPUT_ERROR (output_error_quark())
GQuark output_error_quark(void);
enum { OUTPUT_ERROR_MALFORMED };

/* --- styled lines --------------------------------------------------------------------------- */

/* A colour: -1 the terminal's own, 0-255 of the palette, or 0x1000000 | rgb. */
typedef int32_t StyledColour;
enum { STYLED_BOLD = 1, STYLED_ITALIC = 2, STYLED_UNDERLINE = 4, STYLED_REVERSE = 8, STYLED_DIM = 16 };

typedef struct {
    size_t start, length; /* bytes of the line's text */
    StyledColour foreground, background;
    uint8_t attributes;
} StyledSpan;

typedef struct {
    char *text;    /* UTF-8 without control characters */
    GArray *spans; /* of StyledSpan, in order; bytes in none of them are plain; or NULL */
} StyledLine;

typedef struct {
    GPtrArray *lines; /* of StyledLine * */
    uint64_t dropped; /* lines that were thrown away */
    size_t dropped_after; /* behind which line they stood */
    gint references;
} StyledText;

StyledText *styled_text_new(void);
StyledLine *styled_text_add(StyledText *text, const char *bytes, size_t length); /* without spans */
void styled_line_span(StyledLine *line, StyledSpan span);
StyledText *styled_text_ref(StyledText *text);
void styled_text_unref(StyledText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StyledText, styled_text_unref)
