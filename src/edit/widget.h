/* Operating the elements of mo.ui: act_widget.c, widget_entry.c, widget_menu.c; for the files of src/edit alone. */
#pragma once

#include "edit/editor_private.h"

struct WidgetState {
    char *id; /* NULL: none */
    uint64_t cell; /* that shows it */
    unsigned part;
    /* MODE_ENTRY */
    GString *entry;
    size_t cursor;
    bool lines;   /* <CR> begins a line */
    bool at_once; /* each change is sent */
    char *before; /* what stood there, or, if that was taken back, what was typed; NULL: nothing yet */
    char *draft;  /* what was typed for a conversation and not said, or NULL */
    /* MODE_MENU */
    GArray *options; /* of size_t */
    guint option;
    long top; /* the first one shown, where the mouse has been: nothing moves below it; -1: the chosen one is in the middle */
    GString *filter;
    bool filtering;
    bool opens; /* a folder was asked for, and its files are on their way */
};

bool mode_is_widget(Mode mode); /* keys go to one */
/* Keys go to this element, which the cell shows; takes the id.  False: there is no such one. */
bool widget_focus(Editor *editor, char *id, uint64_t shown_by);
/* What is being typed is taken, as leaving a field does in marimo, and keys go to the text again. */
void widget_settle(Editor *editor);
bool widget_act(Editor *editor, const ActionCall *call); /* presses, opens or edits */
void widget_state_free(WidgetState *state);
void widget_blur(Editor *editor); /* keys go to the text again */
/* The element as the keys so far have left it; false, and a message, if it cannot be operated.  `value`: the parsed
 * value of a request that is still on its way, for the caller to unref. */
bool widget_now(Editor *editor, EditorWidget *found, JsonValue **value);
/* Asks for the value; NULL: nothing changes.  Takes it. */
bool widget_send(Editor *editor, char *json);

bool widget_open_menu(Editor *editor);
bool widget_open_entry(Editor *editor, const char *text); /* NULL: begins with the value */
void widget_entry_key(Editor *editor, Key key);  /* MODE_ENTRY */
void widget_entry_paste(Editor *editor, const char *bytes, size_t length);
void widget_filter_key(Editor *editor, Key key); /* MODE_MENU while it is filtered */
