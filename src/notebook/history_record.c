/* Numbers are of four bytes; before a string that may be missing stands whether it is there. */
#include "notebook/history_record.h"

#include <string.h>

#include "base/pack.h"

/* --- writing --------------------------------------------------------------------------------------------------- */

static void put_text(GByteArray *bytes, const char *text)
{
    pack_u32(bytes, text != NULL);
    pack_bytes(bytes, text ? text : "", text ? strlen(text) : 0);
}

static void put_config(GByteArray *bytes, const CellConfig *config)
{
    pack_u32(bytes, cell_config_bits(config));
    pack_u32(bytes, (guint32)config->column);
    put_text(bytes, config->unknown);
    put_text(bytes, config->order);
}

static void put_cell(GByteArray *bytes, Cell *cell)
{
    g_autoptr(CellSnapshot) snapshot = cell_snapshot(cell);
    gsize size;
    const char *code = g_bytes_get_data(snapshot->code, &size);
    put_text(bytes, snapshot->name);
    pack_u32(bytes, snapshot->kind);
    put_config(bytes, &snapshot->config);
    pack_bytes(bytes, code, size);
}

static void put_change(GByteArray *bytes, const Change *change)
{
    pack_u32(bytes, change->kind);
    pack_u32(bytes, change->lines.at);
    switch (change->kind) {
    case CHANGE_TEXT:
        pack_u32(bytes, change->lines.before);
        pack_u32(bytes, change->lines.after);
        pack_u32(bytes, change->start.line);
        pack_u32(bytes, change->start.byte);
        pack_bytes(bytes, change->removed->str, change->removed->len);
        pack_bytes(bytes, change->inserted->str, change->inserted->len);
        return;
    case CHANGE_MOVE:
        pack_u32(bytes, change->to);
        break;
    case CHANGE_NAME:
        put_text(bytes, change->name);
        break;
    case CHANGE_CONFIG:
        put_config(bytes, &change->config);
        break;
    case CHANGE_OPTION:
        put_text(bytes, change->name);
        put_text(bytes, change->value);
        break;
    default:
        pack_u32(bytes, change->cell != NULL);
        if (change->cell)
            put_cell(bytes, change->cell);
        break;
    }
    pack_u32(bytes, change->index);
}

GBytes *history_record_write(const Step *step)
{
    GByteArray *bytes = g_byte_array_new();
    pack_u32(bytes, step->cursor.line);
    pack_u32(bytes, step->cursor.byte);
    pack_u32(bytes, step->changes->len);
    for (guint i = 0; i < step->changes->len; i++)
        put_change(bytes, g_ptr_array_index(step->changes, i));
    return g_byte_array_free_to_bytes(bytes);
}

/* --- reading --------------------------------------------------------------------------------------------------- */

static char *take_text(Unpack *from)
{
    bool there = unpack_u32(from) == 1;
    size_t length;
    const char *bytes = unpack_bytes(from, &length);
    from->broken |= !g_utf8_validate_len(bytes, length, NULL);
    return there && !from->broken ? g_strndup(bytes, length) : NULL;
}

static GString *take_string(Unpack *from)
{
    size_t length;
    const char *bytes = unpack_bytes(from, &length);
    return g_string_new_len(from->broken ? "" : bytes, (gssize)length);
}

static CellConfig take_config(Unpack *from)
{
    CellConfig config = cell_config_of_bits((uint8_t)unpack_u32(from));
    config.column = (int)unpack_u32(from);
    config.unknown = take_text(from);
    config.order = take_text(from);
    return config;
}

/* A name is one line. */
static char *take_name(Unpack *from)
{
    char *name = take_text(from);
    from->broken |= !name || strpbrk(name, "\r\n");
    return name;
}

static Cell *take_cell(Unpack *from)
{
    g_autofree char *name = take_name(from);
    guint32 kind = unpack_u32(from);
    CellConfig config = take_config(from);
    size_t length;
    const char *code = unpack_bytes(from, &length);
    from->broken |= kind > CELL_UNPARSABLE;
    Cell *cell = from->broken ? NULL : cell_new(name, (CellKind)kind, &config, code, (gssize)length);
    cell_config_clear(&config);
    return cell;
}

static void take_text_change(Unpack *from, Change *change)
{
    change->lines.before = unpack_u32(from);
    change->lines.after = unpack_u32(from);
    change->start.line = unpack_u32(from);
    change->start.byte = unpack_u32(from);
    change->removed = take_string(from);
    change->inserted = take_string(from);
}

static void take_change(Unpack *from, bool done, Change *change)
{
    guint32 kind = unpack_u32(from);
    change->kind = (ChangeKind)MIN(kind, CHANGE_OPTION);
    change->lines = (LineChange){unpack_u32(from), 1, 1};
    switch (kind) {
    case CHANGE_TEXT:
        take_text_change(from, change);
        return;
    case CHANGE_MOVE:
        change->to = unpack_u32(from);
        break;
    case CHANGE_NAME:
        change->name = take_name(from);
        break;
    case CHANGE_CONFIG:
        change->config = take_config(from);
        break;
    case CHANGE_OPTION:
        change->name = take_name(from);
        change->value = take_text(from);
        break;
    case CHANGE_PUT:
    case CHANGE_TAKE:
        from->broken |= unpack_u32(from) != ((kind == CHANGE_TAKE) == done);
        if ((kind == CHANGE_TAKE) == done && !from->broken)
            change->cell = take_cell(from);
        break;
    default:
        from->broken = true;
    }
    change->index = unpack_u32(from);
}

bool history_record_read(GBytes *record, bool done, Step *step)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(record, &size);
    Unpack from = {data, size, false};
    step->cursor.line = unpack_u32(&from);
    step->cursor.byte = unpack_u32(&from);
    for (guint32 left = unpack_u32(&from); left > 0 && !from.broken; left--) {
        Change *change = g_new0(Change, 1);
        g_ptr_array_add(step->changes, change);
        take_change(&from, done, change);
    }
    return !from.broken && from.left == 0;
}
