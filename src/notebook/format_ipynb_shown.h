/* What a cell showed, as Jupyter's outputs. */
#pragma once

#include "base/json.h"
#include "notebook/cell_result.h"

/* The array behind the key "outputs". */
void format_ipynb_write_outputs(JsonWriter *json, const CellResult *result);
