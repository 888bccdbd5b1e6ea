/* How a glyph looks: a *role* ("keyword", "output-error") that a theme turns into colours, plus colours
 * of its own for what a program printed.
 *
 * Drawing names roles only, so it needs neither terminal nor theme, and tests show roles by name.
 * Plain data.
 */
#pragma once

#include <stdint.h>

#include "notebook/output.h"

/* The roles; the rows of style.c name them for themes and tests. */
typedef enum {
    STYLE_TEXT, /* the terminal's own colours */
    STYLE_DIM,
    STYLE_STRONG,
    /* code */
    STYLE_KEYWORD,
    STYLE_CONSTANT,
    STYLE_BUILTIN,
    STYLE_STRING,
    STYLE_ESCAPE,
    STYLE_NUMBER,
    STYLE_COMMENT,
    STYLE_DECORATOR,
    STYLE_DEFINITION,
    STYLE_OPERATOR,
    STYLE_REFERENCE, /* a name that another cell defines */
    /* the frame of a pane */
    STYLE_RULE,
    STYLE_NAME, /* of a cell */
    STYLE_RAIL,
    STYLE_RAIL_CURRENT,
    STYLE_MARK, /* of the cell with the cursor */
    STYLE_RUNNING,
    STYLE_QUEUED,
    STYLE_STALE,
    STYLE_OK,
    STYLE_FAILED,
    STYLE_DISABLED,
    STYLE_FOLD, /* "12 more lines", hidden code */
    /* outputs */
    STYLE_OUTPUT,
    STYLE_OUTPUT_STALE,
    STYLE_CONSOLE,
    STYLE_ERROR,
    STYLE_ERROR_TYPE,
    STYLE_WARNING,
    STYLE_INFO,
    STYLE_SUCCESS,
    STYLE_LINK,
    STYLE_HEADING,
    STYLE_EMPHASIS,
    STYLE_CODE,
    STYLE_QUOTE,
    STYLE_TABLE_RULE,
    STYLE_TABLE_HEAD,
    STYLE_WIDGET,
    STYLE_WIDGET_PENDING, /* chosen, but the interpreter is busy */
    STYLE_WIDGET_FOCUS,   /* keys operate it */
    STYLE_WIDGET_PART,    /* the part that they change */
    STYLE_MENU,
    STYLE_MENU_CHOSEN,
    STYLE_LABEL,          /* a letter to jump by */
    STYLE_PLACEHOLDER,
    STYLE_PICTURE, /* a part of a picture in pixels: see raster.h */
    /* laid over others */
    STYLE_SELECTION,
    STYLE_SEARCH,
    STYLE_SAME_NAME, /* the name at the cursor, wherever it stands */
    STYLE_MISTAKE, /* the place of a syntax error */
    STYLE_STALE_VEIL,
    /* the last rows */
    STYLE_STATUS,
    STYLE_STATUS_STRONG,
    STYLE_STATUS_DIM,
    STYLE_MODE_NORMAL,
    STYLE_MODE_INSERT,
    STYLE_MODE_VISUAL,
    STYLE_MODE_CONSOLE,
    STYLE_MODE_WIDGET,
    STYLE_MESSAGE,
    STYLE_MESSAGE_ERROR,
    STYLE_PROMPT,
    STYLE_PAGE,
    STYLE_PAGE_TITLE,
    STYLE_ADDED, /* a line of a difference */
    STYLE_REMOVED,
    STYLE_GROUND, /* of a theme: what takes the place of the terminal's own colours, where those are of the other kind */
    STYLE_COUNT,
} StyleRole;

typedef struct {
    uint8_t role;
    uint8_t over;       /* a role whose colours come on top, or 0 */
    uint8_t attributes; /* STYLED_* besides the role's */
    uint8_t link;       /* where it leads, a number of the block or grid that it is in; 0: nowhere */
    StyledColour foreground, background; /* -1: the role's */
} Style;

static inline Style style_of(StyleRole role)
{
    return (Style){.role = (uint8_t)role, .foreground = -1, .background = -1};
}

static inline Style style_with(StyleRole role, uint8_t attributes)
{
    return (Style){.role = (uint8_t)role, .attributes = attributes, .foreground = -1, .background = -1};
}

static inline bool style_equal(Style a, Style b)
{
    return a.role == b.role && a.over == b.over && a.attributes == b.attributes && a.foreground == b.foreground &&
           a.background == b.background && a.link == b.link;
}

/* "keyword", "rail-current". */
const char *style_name(StyleRole role);

/* The role of that name, or STYLE_COUNT. */
StyleRole style_find(const char *name);
