#include "notebook/cell.h"

#include <string.h>

struct Cell {
    uint64_t id;
    uint64_t revision;
    char *name;
    CellKind kind;
    CellConfig config;
    Text *text;
    CellSnapshot *snapshot; /* of the present state, or NULL */
};

CellConfig cell_config_copy(const CellConfig *config)
{
    if (!config)
        return (CellConfig){0};
    CellConfig copy = *config;
    copy.unknown = g_strdup(config->unknown);
    copy.order = g_strdup(config->order);
    return copy;
}

void cell_config_clear(CellConfig *config)
{
    g_clear_pointer(&config->unknown, g_free);
    g_clear_pointer(&config->order, g_free);
}

enum { BIT_COLUMN = 1, BIT_DISABLED = 2, BIT_EXPAND_OUTPUT = 4, BIT_HIDE_CODE = 8 };

uint8_t cell_config_bits(const CellConfig *config)
{
    return (uint8_t)((config->has_column ? BIT_COLUMN : 0) | (config->disabled ? BIT_DISABLED : 0) |
                     (config->expand_output ? BIT_EXPAND_OUTPUT : 0) | (config->hide_code ? BIT_HIDE_CODE : 0));
}

CellConfig cell_config_of_bits(uint8_t bits)
{
    return (CellConfig){.has_column = bits & BIT_COLUMN, .disabled = bits & BIT_DISABLED,
                        .expand_output = bits & BIT_EXPAND_OUTPUT, .hide_code = bits & BIT_HIDE_CODE};
}

bool cell_config_equal(const CellConfig *a, const CellConfig *b)
{
    return a->has_column == b->has_column && (!a->has_column || a->column == b->column) &&
           a->disabled == b->disabled && a->expand_output == b->expand_output && a->hide_code == b->hide_code &&
           g_strcmp0(a->unknown, b->unknown) == 0;
}

/* Ids only have to differ within the process; whichever thread makes a cell. */
static uint64_t next_id(void)
{
    static gint last; /* the one counter of the process: ids are names, not state */
    return (uint64_t)g_atomic_int_add(&last, 1) + 1;
}

static Cell *cell_with_id(uint64_t id, const char *name, CellKind kind, const CellConfig *config, const char *code,
                          gssize length)
{
    Cell *cell = g_new0(Cell, 1);
    cell->id = id;
    cell->revision = 1;
    cell->name = g_strdup(name && *name ? name : "_");
    cell->kind = kind;
    cell->config = cell_config_copy(config);
    cell->text = text_new(code, length);
    return cell;
}

Cell *cell_new(const char *name, CellKind kind, const CellConfig *config, const char *code, gssize length)
{
    return cell_with_id(next_id(), name, kind, config, code, length);
}

Cell *cell_from_snapshot(const CellSnapshot *snapshot)
{
    gsize length;
    const char *code = g_bytes_get_data(snapshot->code, &length);
    return cell_with_id(snapshot->id, snapshot->name, snapshot->kind, &snapshot->config, code ? code : "",
                        (gssize)length);
}

void cell_free(Cell *cell)
{
    g_clear_pointer(&cell->snapshot, cell_snapshot_unref);
    text_free(cell->text);
    cell_config_clear(&cell->config);
    g_free(cell->name);
    g_free(cell);
}

uint64_t cell_id(const Cell *cell)
{
    return cell->id;
}

uint64_t cell_revision(const Cell *cell)
{
    return cell->revision;
}

const char *cell_name(const Cell *cell)
{
    return cell->name;
}

CellKind cell_kind(const Cell *cell)
{
    return cell->kind;
}

const CellConfig *cell_config(const Cell *cell)
{
    return &cell->config;
}

const Text *cell_text(const Cell *cell)
{
    return cell->text;
}

static void forget_snapshot(Cell *cell)
{
    g_clear_pointer(&cell->snapshot, cell_snapshot_unref);
}

Text *cell_text_for_change(Cell *cell)
{
    forget_snapshot(cell);
    cell->revision++;
    return cell->text;
}

void cell_set_name(Cell *cell, const char *name)
{
    forget_snapshot(cell);
    g_free(cell->name);
    cell->name = g_strdup(name && *name ? name : "_");
}

void cell_set_kind(Cell *cell, CellKind kind)
{
    forget_snapshot(cell);
    cell->kind = kind;
}

void cell_set_config(Cell *cell, const CellConfig *config)
{
    forget_snapshot(cell);
    CellConfig copy = cell_config_copy(config);
    cell_config_clear(&cell->config);
    cell->config = copy;
}

static CellSnapshot *snapshot_take(uint64_t id, uint64_t revision, const char *name, CellKind kind,
                                   const CellConfig *config, GBytes *code)
{
    CellSnapshot *snapshot = g_new(CellSnapshot, 1);
    *snapshot = (CellSnapshot){
        .id = id,
        .revision = revision,
        .name = g_strdup(name),
        .kind = kind,
        .config = cell_config_copy(config),
        .code = code,
        .references = 1,
    };
    return snapshot;
}

CellSnapshot *cell_snapshot_new(uint64_t id, uint64_t revision, const char *name, CellKind kind,
                                const CellConfig *config, const char *code, gssize length)
{
    gsize size = length < 0 ? strlen(code) : (gsize)length;
    return snapshot_take(id, revision, name, kind, config, g_bytes_new(code, size));
}

CellSnapshot *cell_snapshot_ref(CellSnapshot *snapshot)
{
    g_atomic_int_inc(&snapshot->references);
    return snapshot;
}

void cell_snapshot_unref(CellSnapshot *snapshot)
{
    if (!g_atomic_int_dec_and_test(&snapshot->references))
        return;
    g_bytes_unref(snapshot->code);
    cell_config_clear(&snapshot->config);
    g_free(snapshot->name);
    g_free(snapshot);
}

CellSnapshot *cell_snapshot(Cell *cell)
{
    if (!cell->snapshot)
        cell->snapshot = snapshot_take(cell->id, cell->revision, cell->name, cell->kind, &cell->config,
                                       text_snapshot(cell->text));
    return cell_snapshot_ref(cell->snapshot);
}
