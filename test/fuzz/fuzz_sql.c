/* Any bytes as a query: the scanner ends, and every name it finds has a text. */
#include "test/fuzz/replay.h"

#include <stdlib.h>

#include "engine/analyze_sql.h"

static void look(const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++) {
        const SqlName *name = g_ptr_array_index(names, i);
        if (!name->table || !name->qualified || (name->catalog && !name->schema) ||
            !g_utf8_validate(name->qualified, -1, NULL))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(SqlNames) names = sql_names_new((const char *)data, size);
    look(names->defs);
    look(names->refs);
    return 0;
}
