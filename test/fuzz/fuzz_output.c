/* The parser of outputs on any bytes. */
#include "test/fuzz/replay.h"

#include "notebook/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Output *output = output_parse((const char *)data, size, NULL);
    if (output)
        output_unref(output);
    return 0;
}
