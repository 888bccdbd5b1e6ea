/* The inside of the editor: for the files of src/edit alone.
 *
 * Where things are:
 *     editor.c    life, what the screen asks, messages, requests
 *     change.c    the only functions that change the notebook or the cursor for commands
 *     input.c     from keys to modes: the queue of keys, macros, `.`
 *     mapping.c   keys that stand for others (`:map`), before the modes see them
 *     normal.c    the grammar of normal, visual and pending mode: counts, registers, operators, motions
 *     operator.c  the range an operator gets; operators themselves in act_operator.c
 *     insert.c    insert and replace mode
 *     complete*.c words for <C-n>; the menu of what could be typed, and its sources
 *     visual.c    selections
 *     modeless*.c the same without modes: characters are text, and a selection lies between characters
 *     pointer.c   the mouse
 *     line_undo.c what U gives back
 *     picker.c    a list over the notebook, of which one is picked
 *     mark.c      marks, jump list, change list
 *     output.c    the cursor in what a cell shows: another text in the code's place
 *     table.c     the table that fills the screen
 *     widget_*.c  menus of the elements of mo.ui, and typing into them
 *     column.c    columns of cells that are side by side
 *     conflict.c  what another program changed in the file meanwhile
 *     act_*.c     the rows of actions, by subject
 *
 * The editor never waits for a key: a command that needs more keys leaves its state in `pending`, and a
 * command that needs a line (":", "/", "d/") opens a prompt, which later calls normal_line_done().
 */
#pragma once

#include "edit/editor_state.h"

#include "base/utf8.h"
#include "notebook/completion.h"

/* --- motions, objects, operators -------------------------------------------------------------------- */

/* What a motion or a text object found.  Before the call `from` and `to` are the cursor and `wise` and
 * `inclusive` are what the action's flags say. */
typedef struct {
    Pos from; /* an object or a few motions set it */
    Pos to;
    Wise wise;
    bool inclusive;
    bool exact;     /* an exclusive end in column 0 stays where it is (`:help exclusive-linewise` not applied) */
    bool keep_want; /* the wanted column has been set by the motion */
    bool is_object; /* `from` counts also without an operator */
} Motion;

/* False: there is nothing there; the command fails. */
typedef bool (*MotionFunction)(Editor *editor, const ActionCall *call, Motion *motion);

/* The range an operator works on, ordered.  For WISE_CHAR `end` is exclusive; for WISE_LINE the lines
 * start.line to end.line inclusive; for WISE_BLOCK also the columns [left, right] (right SIZE_MAX: to the
 * end of each line); for WISE_CELL the lines are those of whole cells. */
typedef struct {
    Pos start, end;
    Wise wise;
    size_t left, right;
    size_t lines;  /* how many it touches */
    bool empty;    /* a characterwise range of nothing */
    bool visual;   /* from a selection */
    bool forced;   /* by v, V, <C-v> after the operator */
    bool big;      /* deletion goes to "1 whatever its size */
    bool adjusted; /* the end was moved to the line before */
    size_t want;   /* the wanted column before the operator */
    size_t want_after; /* and after the motion, which may have been $ */
} Region;

/* Called with the cursor on region->start.  False: the command fails. */
typedef bool (*OperatorFunction)(Editor *editor, const ActionCall *call, Region *region);
typedef bool (*CommandFunction)(Editor *editor, const ActionCall *call);

/* Action.flags */
enum {
    /* motions and objects */
    MOTION_LINEWISE = 1 << 0,
    MOTION_INCLUSIVE = 1 << 1,
    MOTION_JUMP = 1 << 2,      /* leaves a mark in the jump list */
    MOTION_KEEP_WANT = 1 << 3, /* keeps the wanted column */
    MOTION_BIG = 1 << 4,       /* deletes into "1 */
    /* any */
    ACTION_REPEAT = 1 << 8,    /* `.` repeats it */
    ACTION_REPEAT_FAILED = 1 << 15, /* also if it failed */
    ACTION_PREFIX = 1 << 9,    /* a part of a command that goes on: a register name, a forced kind */
    ACTION_LINE_COLON = 1 << 10, /* reads a line at the ":" prompt into call->text */
    ACTION_LINE_SLASH = 1 << 11, /* at the "/" prompt */
    ACTION_LINE_QUESTION = 1 << 12, /* at the "?" prompt */
    ACTION_INSERTS = 1 << 13,  /* may enter insert mode: `.` also repeats what is typed then */
    ACTION_KEEP_VISUAL = 1 << 14, /* a command that does not end visual mode */
    OPERATOR_LINES = 1 << 16,  /* works on whole lines: a selection's line break is not taken in */
    OPERATOR_FORCE_LINES = 1 << 17, /* a selection is taken linewise (D, X, Y, S in visual mode) */
    OPERATOR_NO_REPEAT = 1 << 18, /* yank */
    OPERATOR_BLOCKS = 1 << 20, /* but a block stays one */
    ACTION_TYPES = 1 << 21, /* without modes: belongs to a step of undo with its neighbours; see modeless_step() */
    MOTION_COLLAPSES = 1 << 22, /* without modes: leads to the end of a selection if there is one */
    OPERATOR_EXTENDS = 1 << 23, /* of a pair: only moves the end of the selection */
    OPERATOR_PLACES = 1 << 24, /* of a pair: leaves the cursor where it belongs */
    ACTION_LITERAL = 1 << 25, /* the line of its prompt is no pattern but text */
    MOTION_CELLS = 1 << 26, /* from cell to cell: leads out of an output */
    ACTION_LINE_ASKS = 1 << 28, /* reads a line of text, table_label() says for what */
    ACTION_IN_TEXT = 1 << 27, /* a command about the text that the cursor is in, be it an output */
    ACTION_LINE_TAG = 1 << 5, /* at the "<" prompt */
    ACTION_LINE_EQUALS = 1 << 6, /* at the "=" prompt */
    ACTION_DIGRAPH = 1 << 29, /* the key that it takes may be a digraph */
    OPERATOR_DOUBLED_TEXT = 1 << 7, /* twice: the text of the line, and not the line */
    OPERATOR_TO_END = 1 << 19, /* of a block: to the end of its lines (D, C in visual mode) */
    MOTION_STAYS = 1 << 30,   /* where columns are side by side, in the cursor's */
};

/* One file's rows; action_list.c gathers them.  Ends with a row without a name. */
extern const Action ACTIONS_MOVE[], ACTIONS_OBJECT[], ACTIONS_OPERATOR[], ACTIONS_CHANGE[], ACTIONS_INSERT[],
    ACTIONS_VISUAL[], ACTIONS_MARK[], ACTIONS_MACRO[], ACTIONS_VIEW[], ACTIONS_PUT[], ACTIONS_COMPLETE[], ACTIONS_SEARCH[],
    ACTIONS_EX[], ACTIONS_CELL[], ACTIONS_RUN[], ACTIONS_PROMPT[], ACTIONS_PROMPT_WINDOW[], ACTIONS_MODELESS[], ACTIONS_KILL[], ACTIONS_LINES[],
    ACTIONS_CONFLICT[], ACTIONS_WIDGET[], ACTIONS_MENU[], ACTIONS_PICK[], ACTIONS_PANEL[], ACTIONS_OUTPUT[],
    ACTIONS_TABLE[], ACTIONS_TABLE_EDIT[], ACTIONS_COMPLETION[], ACTIONS_LOOKUP[],
    ACTIONS_UNDO[], ACTIONS_MATCH[], ACTIONS_FILL[], ACTIONS_SURROUND[], ACTIONS_TELL[], ACTIONS_EXPRESSION[],
    ACTIONS_EXTRACT[], ACTIONS_FILE[], ACTIONS_LANGUAGE[], ACTIONS_SCRATCH[], ACTIONS_SNIPPET[], ACTIONS_SNIPPET_PLACE[],
    ACTIONS_COLUMN[], ACTIONS_LETTERS[];

/* --- change.c: the text and the cursor ---------------------------------------------------------------- */

TextLine editor_line(const Editor *editor, size_t line);
size_t editor_line_length(const Editor *editor, size_t line);
size_t editor_line_count(const Editor *editor);
/* The byte behind the last character, for a cursor that may not stand there: the last character's. */
size_t editor_last_byte(const Editor *editor, size_t line);

/* Moves the cursor as it is; the wanted column becomes its own. */
void editor_set_cursor(Editor *editor, Pos pos);
/* Into the text; outside insert and visual mode not behind the last character of a line. */
void editor_clamp_cursor(Editor *editor);
/* To the first character that is not blank. */
void editor_cursor_to_indent(Editor *editor, size_t line);
size_t editor_indent_bytes(const Editor *editor, size_t line);
/* The screen column of a place, and the place for a column. */
size_t editor_column(const Editor *editor, Pos pos);
size_t editor_byte_at_column(const Editor *editor, size_t line, size_t column);
size_t editor_want(Editor *editor);
/* To the wanted column of a line, as j and k do it. */
void editor_go_to_column(Editor *editor, size_t line, size_t column);

/* Whether commands may change the notebook; if not, says so and fails the command. */
bool editor_may_change(Editor *editor);
bool editor_may_do(Editor *editor, const Action *action);

/* Replaces [start, end), both in one cell; all changes of text go through here.  Undo, marks, '[ and ']
 * follow; the cursor does not move.  Returns the end of what was inserted. */
Pos editor_replace(Editor *editor, Pos start, Pos end, const char *bytes, size_t length);
/* Deletes [start, end), also across cells, whose borders stay. */
void editor_delete(Editor *editor, Pos start, Pos end);
/* Deletes whole lines; a cell of which all lines are deleted keeps an empty one.  Returns how many lines
 * are left in their place (one for each cell emptied). */
size_t editor_delete_lines(Editor *editor, size_t first, size_t last);
/* Inserts whole lines (joined by newlines) below `line` in its cell, or above it. */
void editor_insert_lines(Editor *editor, size_t line, bool below, const char *bytes, size_t length);
/* Sets '[ and '] after a change. */
void editor_set_change_marks(Editor *editor, Pos start, Pos end);

/* One undo step from here on; called before each command that a person types. */
void editor_undo_break(Editor *editor);
/* Makes a step of a command even if it happens to change nothing. */
void editor_undo_touch(Editor *editor);
bool editor_undo(Editor *editor, long count);
bool editor_redo(Editor *editor, long count);
/* To a state of the undo tree; false if there is none of that number. */
bool editor_go_to_state(Editor *editor, size_t number);

/* column.c: the columns as they are now, borrowed until cells come or go; NULL: there are none. */
const GArray *editor_columns(Editor *editor);
/* The column of a cell, where they are side by side; else all cells.  And the last line there. */
Column editor_column_around(Editor *editor, size_t cell);
size_t editor_last_line_around(Editor *editor, size_t line);
/* A motion that leads out of the column ends where the column does.  False: it is there already. */
bool columns_hold(Editor *editor, const Action *action, Motion *motion);
/* A command is over: the cells that it left stand in the columns where they stood before. */
void columns_settle(Editor *editor);
void columns_remember(Editor *editor); /* as they are now they are meant to be */
void columns_forget(Editor *editor);

/* pointer.c: what is being typed ends, as <Esc> ends it. */
void pointer_leave_typing(Editor *editor);

/* kept_undo.c: what earlier sessions kept is put before the beginning, if that was not done yet. */
typedef enum { KEPT_UNDO_NONE, KEPT_UNDO_TAKEN, KEPT_UNDO_TOLD } KeptUndo; /* TOLD: why not */
KeptUndo kept_undo_take(Editor *editor);
void kept_undo_limit(Editor *editor); /* no more than 'undolevels', before a change */

/* line_undo.c: what U gives back. */
void line_undo_remember(Editor *editor, size_t line);
void line_undo_clear(Editor *editor);
bool line_undo(Editor *editor, const ActionCall *call);

/* Indent of a line in columns, and setting it. */
size_t editor_indent_width(const Editor *editor, size_t line);
void editor_set_indent(Editor *editor, size_t line, size_t width);
void editor_shift_line(Editor *editor, size_t line, long amount, bool round);
/* Moves what stands from a column on. */
void editor_shift_block_line(Editor *editor, size_t line, size_t column, long amount);
/* Joins lines, with blanks as J or as they are; within the cell.  False if there is nothing to join. */
bool editor_join(Editor *editor, size_t first, size_t lines, bool blanks);

/* --- registers (change.c) ------------------------------------------------------------------------------ */

/* Also the read-only ones; the text is made anew where needed and kept until the next call.  NULL: empty. */
const Register *editor_register(Editor *editor, uint32_t name);
/* What is in a region, as a register would hold it; the caller clears it. */
Register editor_region_contents(Editor *editor, const Region *region);
void register_clear(Register *what);
void editor_yank_region(Editor *editor, const Region *region, uint32_t name);
bool editor_delete_region(Editor *editor, Region *region, uint32_t name, bool for_change);

/* --- input.c: keys ---------------------------------------------------------------------------------------- */

/* The command that is executing has failed: what is left of macros is dropped, as in Vim. */
void editor_fail(Editor *editor);
/* The same with a message. */
void editor_error(Editor *editor, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Runs keys to their end as `:normal` does: an unfinished command is given up, insert mode is left, a
 * failure drops the rest.  False if one failed. */
bool editor_run_keys(Editor *editor, const Key *keys, size_t count, bool plain);
/* Puts keys in front of what is to be typed (macros, mappings); plain: they are not mapped. */
void editor_feed_keys(Editor *editor, const Key *keys, size_t count, bool plain);
/* Puts the key that is worked off back, for the command after the one that it ended. */
void editor_put_key_back(Editor *editor, Key key);
/* Insert and replace mode and the prompt: keys are text, and many of them one step of undo. */
bool mode_is_typing(Mode mode);
/* Modes in which the cursor may stand behind the last character, and characters are text. */
bool mode_inserts(Mode mode);
/* The keys that the text of a register or of `:normal` stands for; the caller frees it. */
GArray *keys_of_text(const char *text, size_t length);
char *text_of_keys(const Key *keys, size_t count);
/* Leaves what is unfinished, as the end of a string of keys does in the tests of the oracle. */
void editor_finish_keys(Editor *editor);

/* hint.c: <PageDown> and <PageUp> while keys are awaited show the other hints, and are no keys of the command. */
bool hint_turns_page(Editor *editor, Key key);

/* Puts a key onto the stack; gives one to the mode, mapped or not. */
void input_push(Editor *editor, Key key, KeyOrigin origin, bool plain);
void input_hand_on(Editor *editor, Key key, KeyOrigin origin);
/* Takes the next key from the stack; false: it has none above `base`. */
bool input_take(Editor *editor, unsigned base, Key *key);

/* mapping.c: a key from the stack; and keys that wait to become a mapping become one, or themselves. */
void mapping_key(Editor *editor, Key key, KeyOrigin origin, bool plain);
/* Whether a row or a mapping begins with a key in the mode there is. */
bool mapping_begins(const Editor *editor, Key key);
/* A chord that only some terminals can tell means, where it means nothing, what the others send. */
Key mapping_meant(const Editor *editor, Key key);
void mapping_settle(Editor *editor);
/* Behind <Cmd>: what the keys on the stack say up to <CR> is executed as a command, in whatever mode. */
void mapping_run_command(Editor *editor, unsigned base);
/* What keys do in a mode, mapped ones first. */
void mapping_each_row(const Editor *editor, MapMode mode, const char *prefix, KeymapEach each, gpointer data);

void input_init(Editor *editor);
void input_clear(Editor *editor);

/* --- normal.c ----------------------------------------------------------------------------------------------- */

/* What a motion or an object starts from; remembers the wanted column. */
Motion motion_begin(Editor *editor, const Action *action);
void normal_key(Editor *editor, Key key);
void normal_clear_pending(Editor *editor);
/* Whether a command is unfinished. */
bool normal_is_begun(const Editor *editor);
/* Opens the prompt that an action wants; false if it wants none. */
bool normal_open_prompt(Editor *editor, const Action *action);
/* act_file.c: what is asked in the prompt of an action on the file; or NULL. */
const char *file_label(const Action *action);
/* Whose keys the next one is looked up among. */
MapMode normal_map_mode(const Editor *editor);
/* At the end of keys: what can be more keys but is a command already is done, anything else given up. */
void normal_finish(Editor *editor);
/* Opens the prompt of a search with a pattern to go on from. */
void normal_open_search(Editor *editor, const char *prefill, bool backward);
/* Opens the ":" prompt with a text to go on from. */
void normal_open_command_line(Editor *editor, const char *prefill);
/* Runs an action as if its keys had been typed. */
bool editor_run_action(Editor *editor, const Action *action, ActionCall *call);
/* The prompt that a waiting action opened has got its line, or was left with Escape (NULL). */
void normal_line_done(Editor *editor, const char *line);
long pending_count(const Pending *pending);
/* <C-k> and two keys stand for one, behind what takes any character.  False: more of them are to come. */
bool normal_takes_digraph(Pending *pending, const Action *action, Key *key);

/* act_letters.c: a key that an action waits for.  DONE: it is all that is wanted; MORE: others are to come; GIVEN_UP: the
 * key is none of the command, and is to be done for itself. */
typedef enum { LETTERS_DONE, LETTERS_MORE, LETTERS_GIVEN_UP } LettersStep;
LettersStep letters_take(Editor *editor, const Action *action, Key key);
void letters_free(Letters *letters);
void editor_visible_lines(const Editor *editor, size_t *first, size_t *last); /* act_view.c; without a view assumed */

/* redo.c: the command that is about to be done is what `.` repeats from now on; of a selection its size, too, before the
 * operator changes it. */
void redo_remember(Editor *editor, const ActionCall *call);
void redo_as_insert(Editor *editor); /* the dot begins with an `i`, whatever began the insertion */
void redo_remember_selection(Editor *editor, const ActionCall *call);

/* --- operator.c --------------------------------------------------------------------------------------------- */

/* Applies an operator to what a motion found, or (motion NULL) to the selection. */
bool operator_apply(Editor *editor, const Action *operator, const ActionCall *call, const Motion *motion,
                    const Action *motion_action);

/* --- insert.c ------------------------------------------------------------------------------------------------- */

void insert_start(Editor *editor, const ActionCall *call, Mode mode);
void insert_init(Insert *insert);
void insert_clear(Insert *insert);
void insert_key(Editor *editor, Key key);
void insert_leave(Editor *editor);
void insert_run_action(Editor *editor, const Action *action); /* of a row of several keys */
/* Back to inserting after the command that followed <C-o>. */
void insert_resume(Editor *editor);
/* Types text at the cursor in insert mode, without indenting or abbreviations. */
void insert_text(Editor *editor, const char *bytes, size_t length);
/* Opens a line below or above the cursor's with its indent, cursor behind it. */
void insert_open_line(Editor *editor, bool below);
/* What typing does, for the actions of act_insert.c. */
void insert_character(Editor *editor, const char *bytes, size_t length);
void insert_newline(Editor *editor);
void insert_tab(Editor *editor);
/* Like typing a text: newlines indent, tabs may become blanks. */
void insert_as_typed(Editor *editor, const char *text);
void insert_block(Editor *editor, const Region *region, bool append);

/* --- scratch.c ----------------------------------------------------------------------------------------------------- */

/* A key that is for the scratchpad; false: it does what it does elsewhere. */
bool scratch_key(Editor *editor, Key key);
void scratch_state_free(Editor *editor);

/* lend.c: before it is freed. */
void editor_give_back(Editor *editor);

/* --- complete.c, complete_menu.c, complete_source.c -------------------------------------------------------------- */

/* The byte where the word that ends at the cursor begins. */
size_t complete_word_start(const Editor *editor);
/* Types `word` over the bytes [start, end) of the cursor's line, the cursor behind it. */
void complete_type(Editor *editor, size_t start, size_t end, const char *word);
/* Whether <C-n> has looked for words here, and another key may still change what it found; ends that: the word stays, or
 * goes back to what was typed. */
bool complete_goes_on(const Editor *editor);
void complete_end(Editor *editor, bool keep);

/* What the editor itself knows: words near the cursor, and those of the language.  `attribute`: what has stood behind
 * a dot. */
void complete_add_own(const Editor *editor, CompletionSet *set, bool attribute);
/* Whether the cursor is in code: neither in a comment nor in a string. */
bool complete_in_code(const Editor *editor);

/* A key that is for the menu, if it is open; false: it does what it does without one. */
bool complete_menu_key(Editor *editor, Key key);
/* Behind any other key: the menu follows what is typed, or opens by itself. */
void complete_menu_follow(Editor *editor, Key key);
void complete_menu_close(Editor *editor);
void complete_menu_free(CompleteMenu *menu);

/* act_lookup.c */
void lookup_follow_call(Editor *editor, Key key); /* behind each key that types */
void lookup_note_key(Editor *editor);             /* before each key: an answer would cover what it does */
void lookup_forget_hover(Editor *editor);         /* the page is closed: an answer comes too late */
void lookup_state_free(LookupState *state);

/* --- visual.c -------------------------------------------------------------------------------------------------- */

bool mode_is_visual(Mode mode);
void visual_start(Editor *editor, Mode mode);
/* What is selected in the text that is there, be it the notebook's or an output's. */
bool visual_selection(const Editor *editor, Selection *selection);
void visual_leave(Editor *editor);
/* Remembers the selection for gv, '< and '>. */
void visual_remember(Editor *editor);
/* The part of a line that a block covers: bytes [start, end), and the blanks that stand for the halves of
 * tabs and wide characters at its edges; `deleting`: blanks that are to be left in their place. */
typedef struct {
    size_t start, end;
    size_t blanks_before, blanks_behind;
    size_t column; /* where `start` is */
    bool is_short; /* the line ends before the block does */
} BlockPart;
BlockPart block_part(const Editor *editor, size_t line, size_t left, size_t right, bool deleting);
/* The last column of a block, also of one that goes to the end of its lines. */
size_t block_right(const Editor *editor, const Region *region);

/* --- put.c ----------------------------------------------------------------------------------------------------- */

typedef enum { PUT_AFTER, PUT_BEFORE } PutWhere;
enum { PUT_CURSOR_BEHIND = 1, PUT_FIX_INDENT = 2, PUT_LINES = 4, PUT_SPLIT = 8 };
bool editor_put(Editor *editor, const Register *what, PutWhere where, long count, int flags);

/* --- mark.c ------------------------------------------------------------------------------------------------------ */

void marks_init(Marks *marks);
void marks_clear(Marks *marks);
/* Lines [at, at + before) became [at, at + after). */
void marks_adjust(Editor *editor, size_t at, size_t before, size_t after);
void marks_push_jump(Editor *editor);
/* After a command: a jump that led nowhere does not count for ''. */
void marks_check_jump(Editor *editor);
/* A change that is not the first of its undo step moves the place of the step. */
void marks_push_change(Editor *editor, Pos pos, bool first_of_step);
/* After a command that changed many places: `pos` is what '. and g; lead to. */
void marks_change_was(Editor *editor, Pos pos);
/* A line is about to be joined to another, behind `to`, its first `removed` bytes replaced by blanks. */
void marks_join(Editor *editor, size_t line, Pos to, size_t removed, size_t blanks);
/* Marks in lines [first, first + count) go to lines from `to` on; `before` are the marks when they were there. */
typedef struct MarkCopies MarkCopies;
MarkCopies *marks_copy(const Editor *editor);
void marks_move(Editor *editor, MarkCopies *before, size_t first, size_t count, size_t to); /* takes `before` */
/* Marks whose lines went into another cell are where they were, if there are as many lines as before. */
void marks_stay(Editor *editor, MarkCopies *before); /* takes `before` */
/* The marks a to z that are set, and what was selected last, as each step of undo keeps them from its beginning: when it is
 * undone they are again what they were then, and those of now are kept for when it is done again; one that is set only now
 * stays.  NULL: there are none. */
typedef struct StepMarks StepMarks;
gpointer marks_of_step(gpointer editor);
void marks_exchange(Editor *editor, gpointer *kept, StepMarks *before); /* takes `before`, which were there before the step was undone */
bool marks_find(Editor *editor, uint32_t name, Pos *pos);
bool marks_set(Editor *editor, uint32_t name, Pos pos);

/* --- conflict.c ---------------------------------------------------------------------------------------------------- */

void conflicts_init(Editor *editor);
void conflicts_clear(Editor *editor);
/* It is decided; or it is as long as a cell is there. */
void conflict_close(Editor *editor, uint64_t cell);
void conflict_close_by(Editor *editor, uint64_t cell, uint64_t both);

/* --- requests and messages (editor.c) ---------------------------------------------------------------------------- */

/* Appends a request; `cells` may be NULL and is taken; text is copied. */
void editor_request(Editor *editor, Request request);

/* --- from search.c, ex_*.c -------------------------------------------------------------------------------- */

void picker_key(Editor *editor, Key key);
void picker_paste(Editor *editor, const char *bytes, size_t length);
void picker_close(Editor *editor);
Mode picker_before(const Editor *editor); /* over whose selection it was opened; else MODE_PICK */
void picker_free(Picker *picker);
void search_free(Search *search);
void ex_state_free(ExState *ex);
/* For the registers "/" and ":"; borrowed, NULL if none. */
const char *search_last_pattern(const Editor *editor);
const char *ex_last_command(const Editor *editor);
