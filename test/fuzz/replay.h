/* A main() for a fuzz target where the compiler has no libFuzzer: every file named, and every file of every folder
 * named, is one input; and random changes of each of them, always the same, so that a run without a fuzzer still
 * looks a little around the corpus. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
