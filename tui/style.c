#include "tui/style.h"

#include <string.h>

/* The names that themes use; every role has one. */
static const char *const NAMES[STYLE_COUNT] = {
    [STYLE_TEXT] = "text",
    [STYLE_GROUND] = "ground",
    [STYLE_DIM] = "dim",
    [STYLE_STRONG] = "strong",
    [STYLE_KEYWORD] = "keyword",
    [STYLE_CONSTANT] = "constant",
    [STYLE_BUILTIN] = "builtin",
    [STYLE_STRING] = "string",
    [STYLE_ESCAPE] = "escape",
    [STYLE_NUMBER] = "number",
    [STYLE_COMMENT] = "comment",
    [STYLE_DECORATOR] = "decorator",
    [STYLE_DEFINITION] = "definition",
    [STYLE_OPERATOR] = "operator",
    [STYLE_REFERENCE] = "reference",
    [STYLE_RULE] = "rule",
    [STYLE_NAME] = "name",
    [STYLE_RAIL] = "rail",
    [STYLE_RAIL_CURRENT] = "rail-current",
    [STYLE_MARK] = "mark",
    [STYLE_RUNNING] = "running",
    [STYLE_QUEUED] = "queued",
    [STYLE_STALE] = "stale",
    [STYLE_OK] = "ok",
    [STYLE_FAILED] = "failed",
    [STYLE_DISABLED] = "disabled",
    [STYLE_FOLD] = "fold",
    [STYLE_OUTPUT] = "output",
    [STYLE_OUTPUT_STALE] = "output-stale",
    [STYLE_CONSOLE] = "console",
    [STYLE_ERROR] = "error",
    [STYLE_ERROR_TYPE] = "error-type",
    [STYLE_WARNING] = "warning",
    [STYLE_INFO] = "info",
    [STYLE_SUCCESS] = "success",
    [STYLE_LINK] = "link",
    [STYLE_HEADING] = "heading",
    [STYLE_EMPHASIS] = "emphasis",
    [STYLE_CODE] = "code",
    [STYLE_QUOTE] = "quote",
    [STYLE_TABLE_RULE] = "table-rule",
    [STYLE_TABLE_HEAD] = "table-head",
    [STYLE_WIDGET] = "widget",
    [STYLE_WIDGET_PENDING] = "widget-pending",
    [STYLE_WIDGET_FOCUS] = "widget-focus",
    [STYLE_WIDGET_PART] = "widget-part",
    [STYLE_MENU] = "menu",
    [STYLE_MENU_CHOSEN] = "menu-chosen",
    [STYLE_LABEL] = "label",
    [STYLE_PLACEHOLDER] = "placeholder",
    [STYLE_PICTURE] = "picture",
    [STYLE_SELECTION] = "selection",
    [STYLE_SAME_NAME] = "same-name",
    [STYLE_SEARCH] = "search",
    [STYLE_MISTAKE] = "mistake",
    [STYLE_STALE_VEIL] = "stale-veil",
    [STYLE_STATUS] = "status",
    [STYLE_STATUS_STRONG] = "status-strong",
    [STYLE_STATUS_DIM] = "status-dim",
    [STYLE_MODE_NORMAL] = "mode-normal",
    [STYLE_MODE_INSERT] = "mode-insert",
    [STYLE_MODE_VISUAL] = "mode-visual",
    [STYLE_MODE_CONSOLE] = "mode-console",
    [STYLE_MODE_WIDGET] = "mode-widget",
    [STYLE_MESSAGE] = "message",
    [STYLE_MESSAGE_ERROR] = "message-error",
    [STYLE_PROMPT] = "prompt",
    [STYLE_PAGE] = "page",
    [STYLE_PAGE_TITLE] = "page-title",
    [STYLE_ADDED] = "added",
    [STYLE_REMOVED] = "removed",
};

const char *style_name(StyleRole role)
{
    return role < STYLE_COUNT ? NAMES[role] : "?";
}

StyleRole style_find(const char *name)
{
    for (StyleRole role = 0; role < STYLE_COUNT; role++) {
        if (strcmp(NAMES[role], name) == 0)
            return role;
    }
    return STYLE_COUNT;
}
