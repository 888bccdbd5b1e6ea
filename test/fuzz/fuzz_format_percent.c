/* Any bytes as a percent script: the reader ends, and what it reads can be written in every format and read again. */
#include "test/fuzz/fuzz_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_format("percent", (const char *)data, size);
    return 0;
}
