/* What prompt.c, search.c and ex_*.c will bring. */
#include "edit/editor_private.h"

void prompt_open(Editor *editor, char sign, const char *prefill) {}
void prompt_key(Editor *editor, Key key)
{
    normal_line_done(editor, NULL);
}
void prompt_cancel(Editor *editor)
{
    normal_line_done(editor, NULL);
}
void search_free(Search *search) {}
void ex_state_free(ExState *ex) {}
void prompt_free(Prompt *prompt) {}
const char *search_last_pattern(const Editor *editor)
{
    return NULL;
}
const char *ex_last_command(const Editor *editor)
{
    return NULL;
}
