/* Any bytes as YAML: what is understood can be written, and says the same when it is read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml_tree.h"
#include "test/fuzz/replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(YamlTree) tree = yaml_tree_parse((const char *)data, size, NULL);
    if (!tree || tree->kind != YAML_MAP)
        return 0;
    g_autofree char *text = yaml_tree_write(tree);
    g_autoptr(YamlTree) again = yaml_tree_parse(text, strlen(text), NULL);
    g_autofree char *twice = again ? yaml_tree_write(again) : NULL;
    if (g_strcmp0(text, twice) != 0)
        abort();
    return 0;
}
