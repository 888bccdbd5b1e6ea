/* A main() for a fuzz target where there is no libFuzzer:
 *
 *     fuzz_NAME [-t SECONDS] CORPUS...
 *
 * Every file named, and every file of every folder named, is one input; and random changes of each of them, always
 * the same, so that a run without a fuzzer still looks a little around the corpus; then for SECONDS others, which no
 * run has seen.  What breaks it is written to the file fuzz-broken-input of the working directory.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
