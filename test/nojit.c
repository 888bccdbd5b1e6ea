/* Preloaded under valgrind: the code that pcre2 makes at run time looks at whole vectors, which is no mistake and looks like
 * one.  Without it patterns are interpreted. */
#include <stdint.h>

int pcre2_jit_compile_8(void *code, uint32_t options);

int pcre2_jit_compile_8(void *code, uint32_t options)
{
    (void)code, (void)options;
    return -45; /* PCRE2_ERROR_JIT_BADOPTION */
}
