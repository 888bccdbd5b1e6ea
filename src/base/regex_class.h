/* Classes of characters in Vim's patterns, in pcre2's language.  For regex_vim.c alone. */
#pragma once

#include <stdbool.h>

#include <glib.h>

/* The class that \w, \s, \K... stand for, as a pcre2 class in brackets; NULL if the letter is none. */
char *regex_class_of_letter(char letter);

/* Appends what \< (at the start) and \> stand for: a letter of a word behind or before it, and no two letters of one
 * class around it, since Vim ends words between scripts. */
void regex_class_word_edge(GString *out, bool start);

/* Reads a collection, `at` behind its "[", and appends its pcre2 class; returns the place behind its
 * "]", or NULL if there is none (`problem` is set if it is wrong).  `with_newline`: of \_[. */
const char *regex_class_collection(const char *at, bool with_newline, GString *out, bool *holds_newline,
                                   const char **problem);

/* A number of at most `digits` digits; moves `at` behind it. */
unsigned long regex_class_number(const char **at, int base, int digits);
