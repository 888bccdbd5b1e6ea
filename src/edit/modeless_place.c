#include "edit/modeless_place.h"

ModelessPlace modeless_keep(const Editor *editor, Pos pos, const Motion *motion)
{
    size_t length = editor_line_length(editor, pos.line);
    Pos first = pos_compare(motion->from, motion->to) < 0 ? motion->from : motion->to;
    bool before = motion->wise != WISE_LINE && pos_compare(pos, first) <= 0;
    return (ModelessPlace){editor_line_count(editor) - pos.line, length - MIN(pos.byte, length), pos.byte == 0, before, pos};
}

Pos modeless_kept(const Editor *editor, ModelessPlace place, bool stays_at_start)
{
    size_t count = editor_line_count(editor), line = count - MIN(place.below, count);
    if (place.before && place.pos.line < count && place.pos.byte <= editor_line_length(editor, place.pos.line))
        return place.pos;
    TextLine text = editor_line(editor, line);
    size_t byte = place.at_start && stays_at_start ? 0 : text.length - MIN(place.behind, text.length);
    return (Pos){line, utf8_start(text.bytes, text.length, byte)}; /* letters of another case may be longer */
}
