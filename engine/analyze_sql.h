/* From the text of an SQL query to the tables, views, schemas and catalogs that it makes, and the tables that it reads.
 *
 *     SqlNames *names = sql_names_new(sql, length);
 *
 * By marimo's rules, which are those of two parsers: DuckDB's tokens tell what is made, sqlglot's trees what is read.
 * Neither is needed here.  Pure data; linear in the length of the text.
 */
#pragma once

#include <stddef.h>

#include <glib.h>

#include "notebook/analysis.h"

typedef struct {
    GPtrArray *defs; /* of SqlName *, in the order of the text */
    GPtrArray *refs;
} SqlNames;

SqlNames *sql_names_new(const char *sql, size_t length); /* any bytes */
void sql_names_free(SqlNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlNames, sql_names_free)
