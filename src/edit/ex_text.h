/* The functions of the `:` commands, for the table in ex_list.c. */
#pragma once

#include "edit/ex.h"

/* ex_text.c */
bool ex_delete(Editor *editor, ExCall *call);
bool ex_yank(Editor *editor, ExCall *call);
bool ex_move(Editor *editor, ExCall *call);
bool ex_copy(Editor *editor, ExCall *call);
bool ex_join(Editor *editor, ExCall *call);
bool ex_shift_right(Editor *editor, ExCall *call);
bool ex_shift_left(Editor *editor, ExCall *call);
bool ex_put(Editor *editor, ExCall *call);
bool ex_normal(Editor *editor, ExCall *call);
bool ex_mark(Editor *editor, ExCall *call);
bool ex_delete_marks(Editor *editor, ExCall *call);
bool ex_line_number(Editor *editor, ExCall *call);
bool ex_abbreviate(Editor *editor, ExCall *call);
bool ex_unabbreviate(Editor *editor, ExCall *call);
bool ex_abbreviations_clear(Editor *editor, ExCall *call);
bool ex_undo(Editor *editor, ExCall *call);
bool ex_undo_list(Editor *editor, ExCall *call);
bool ex_write_undo(Editor *editor, ExCall *call);
bool ex_read_undo(Editor *editor, ExCall *call);
bool ex_earlier(Editor *editor, ExCall *call);
bool ex_redo(Editor *editor, ExCall *call);
bool ex_run_register(Editor *editor, ExCall *call);

/* ex_shape.c */
bool ex_align(Editor *editor, ExCall *call);
bool ex_retab(Editor *editor, ExCall *call);
bool ex_print(Editor *editor, ExCall *call);
bool ex_window(Editor *editor, ExCall *call);
bool ex_digraphs(Editor *editor, ExCall *call);
bool ex_history(Editor *editor, ExCall *call);

/* ex_place.c */
bool ex_where(Editor *editor, ExCall *call);
bool ex_change_folder(Editor *editor, ExCall *call);
bool ex_save_as(Editor *editor, ExCall *call);
bool ex_start_shell(Editor *editor, ExCall *call);
bool ex_start_insert(Editor *editor, ExCall *call);
/* A path that was typed, and a command of the shell, where `:cd` has led; the caller frees them. */
char *ex_path(const Editor *editor, const char *argument);
char *ex_command_here(const Editor *editor, const char *command);
/* ex_file.c: the notebook is that file from now on. */
void ex_rename_file(Editor *editor, const char *path);

/* ex_sort.c, ex_substitute.c, ex_global.c */
bool ex_sort(Editor *editor, ExCall *call);
bool ex_substitute(Editor *editor, ExCall *call);
bool ex_global(Editor *editor, ExCall *call);

/* ex_file.c */
bool ex_write(Editor *editor, ExCall *call);
bool ex_detach(Editor *editor, ExCall *call);
bool ex_take_over(Editor *editor, ExCall *call);
bool ex_save_output(Editor *editor, ExCall *call);
bool ex_trust(Editor *editor, ExCall *call);
bool ex_checkpoint(Editor *editor, ExCall *call);
bool ex_ran(Editor *editor, ExCall *call);
bool ex_quit(Editor *editor, ExCall *call);
bool ex_quit_with_error(Editor *editor, ExCall *call);
bool ex_edit(Editor *editor, ExCall *call);
bool ex_read(Editor *editor, ExCall *call);
bool ex_shell(Editor *editor, ExCall *call);
bool ex_file_name(Editor *editor, ExCall *call);
bool ex_test(Editor *editor, ExCall *call);
bool ex_recover(Editor *editor, ExCall *call);
bool ex_diff(Editor *editor, ExCall *call);

/* ex_map.c */
bool ex_map(Editor *editor, ExCall *call);
bool ex_unmap(Editor *editor, ExCall *call);
bool ex_map_clear(Editor *editor, ExCall *call);

/* ex_set.c */
bool ex_keymap(Editor *editor, ExCall *call);
bool ex_set(Editor *editor, ExCall *call);
bool ex_no_highlight(Editor *editor, ExCall *call);
bool ex_theme(Editor *editor, ExCall *call);
bool ex_let(Editor *editor, ExCall *call);
bool ex_quietly(Editor *editor, ExCall *call);

/* ex_source.c */
bool ex_source(Editor *editor, ExCall *call);
GString *ex_read_settings(Editor *editor, const char *path); /* NULL: why not was told; the caller frees it */

/* ex_help.c */
bool ex_usage(Editor *editor, ExCall *call);
bool ex_help(Editor *editor, ExCall *call);

/* ex_page.c */
bool ex_messages(Editor *editor, ExCall *call);
bool ex_registers(Editor *editor, ExCall *call);
bool ex_marks(Editor *editor, ExCall *call);
bool ex_clear_jumps(Editor *editor, ExCall *call);
bool ex_jumps(Editor *editor, ExCall *call);
bool ex_changes(Editor *editor, ExCall *call);

/* act_view.c */
bool ex_suspend(Editor *editor, ExCall *call);
bool ex_redraw(Editor *editor, ExCall *call);

/* ex_file.c, of several notebooks */
bool ex_write_all(Editor *editor, ExCall *call);
bool ex_quit_all(Editor *editor, ExCall *call);
bool ex_buffer(Editor *editor, ExCall *call);
bool ex_buffer_end(Editor *editor, ExCall *call);
bool ex_buffer_next(Editor *editor, ExCall *call);
bool ex_buffer_close(Editor *editor, ExCall *call);
bool ex_buffer_list(Editor *editor, ExCall *call);

/* panel.c */
bool ex_panel(Editor *editor, ExCall *call);
bool ex_list_open(Editor *editor, ExCall *call);
bool ex_list_close(Editor *editor, ExCall *call);
bool ex_list_next(Editor *editor, ExCall *call);
bool ex_list_previous(Editor *editor, ExCall *call);
bool ex_list_at(Editor *editor, ExCall *call);

/* ex_cell.c */
bool ex_cell(Editor *editor, ExCall *call);
bool ex_cell_new(Editor *editor, ExCall *call);
bool ex_cell_name(Editor *editor, ExCall *call);
bool ex_cell_move(Editor *editor, ExCall *call);
bool ex_rename(Editor *editor, ExCall *call);
bool ex_fix(Editor *editor, ExCall *call);
bool ex_code_action(Editor *editor, ExCall *call);
bool ex_lsp(Editor *editor, ExCall *call);
bool ex_format(Editor *editor, ExCall *call);
bool ex_external(Editor *editor, ExCall *call);
bool ex_run(Editor *editor, ExCall *call);
bool ex_python(Editor *editor, ExCall *call);
