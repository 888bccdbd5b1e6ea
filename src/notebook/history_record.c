/* Numbers of four bytes, little endian; strings with their length before them, and for those that may be missing whether
 * they are there before that.
 */
#include "notebook/history_record.h"

#include <string.h>

/* --- writing --------------------------------------------------------------------------------------------------- */

static void put_number(GByteArray *bytes, size_t number)
{
    guint32 little = GUINT32_TO_LE((guint32)number);
    g_byte_array_append(bytes, (const guint8 *)&little, sizeof little);
}

static void put_bytes(GByteArray *bytes, const char *text, size_t length)
{
    put_number(bytes, length);
    if (length > 0)
        g_byte_array_append(bytes, (const guint8 *)text, (guint)length);
}

static void put_text(GByteArray *bytes, const char *text)
{
    put_number(bytes, text != NULL);
    put_bytes(bytes, text ? text : "", text ? strlen(text) : 0);
}

static void put_config(GByteArray *bytes, const CellConfig *config)
{
    put_number(bytes, (size_t)config->has_column | (size_t)config->disabled << 1 | (size_t)config->expand_output << 2 |
                          (size_t)config->hide_code << 3);
    put_number(bytes, (guint32)config->column);
    put_text(bytes, config->unknown);
    put_text(bytes, config->order);
}

static void put_cell(GByteArray *bytes, Cell *cell)
{
    g_autoptr(CellSnapshot) snapshot = cell_snapshot(cell);
    gsize size;
    const char *code = g_bytes_get_data(snapshot->code, &size);
    put_text(bytes, snapshot->name);
    put_number(bytes, snapshot->kind);
    put_config(bytes, &snapshot->config);
    put_bytes(bytes, code, size);
}

static void put_change(GByteArray *bytes, const Change *change)
{
    put_number(bytes, change->kind);
    put_number(bytes, change->lines.at);
    switch (change->kind) {
    case CHANGE_TEXT:
        put_number(bytes, change->lines.before);
        put_number(bytes, change->lines.after);
        put_number(bytes, change->start.line);
        put_number(bytes, change->start.byte);
        put_bytes(bytes, change->removed->str, change->removed->len);
        put_bytes(bytes, change->inserted->str, change->inserted->len);
        return;
    case CHANGE_MOVE:
        put_number(bytes, change->to);
        break;
    case CHANGE_NAME:
        put_text(bytes, change->name);
        break;
    case CHANGE_CONFIG:
        put_config(bytes, &change->config);
        break;
    default:
        put_number(bytes, change->cell != NULL);
        if (change->cell)
            put_cell(bytes, change->cell);
        break;
    }
    put_number(bytes, change->index);
}

GBytes *history_record_write(const Step *step)
{
    GByteArray *bytes = g_byte_array_new();
    put_number(bytes, step->cursor.line);
    put_number(bytes, step->cursor.byte);
    put_number(bytes, step->changes->len);
    for (guint i = 0; i < step->changes->len; i++)
        put_change(bytes, g_ptr_array_index(step->changes, i));
    return g_byte_array_free_to_bytes(bytes);
}

/* --- reading --------------------------------------------------------------------------------------------------- */

typedef struct {
    const guint8 *at;
    size_t left;
    bool broken;
} Reader;

static const guint8 *take(Reader *reader, size_t size)
{
    static const guint8 NOTHING[sizeof(guint32)] = {0};
    if (reader->broken || reader->left < size) {
        reader->broken = true;
        return NOTHING;
    }
    const guint8 *here = reader->at;
    reader->at += size;
    reader->left -= size;
    return here;
}

static guint32 take_number(Reader *reader)
{
    guint32 little;
    memcpy(&little, take(reader, sizeof little), sizeof little);
    return GUINT32_FROM_LE(little);
}

/* The bytes are the record's, and any: a text that was typed may hold what no file can. */
static const char *take_bytes(Reader *reader, size_t *length)
{
    *length = take_number(reader);
    const char *bytes = (const char *)take(reader, *length);
    if (reader->broken)
        *length = 0;
    return bytes;
}

static char *take_text(Reader *reader)
{
    bool there = take_number(reader) == 1;
    size_t length;
    const char *bytes = take_bytes(reader, &length);
    reader->broken |= !g_utf8_validate_len(bytes, length, NULL);
    return there && !reader->broken ? g_strndup(bytes, length) : NULL;
}

static GString *take_string(Reader *reader)
{
    size_t length;
    const char *bytes = take_bytes(reader, &length);
    return g_string_new_len(reader->broken ? "" : bytes, (gssize)length);
}

static CellConfig take_config(Reader *reader)
{
    guint32 flags = take_number(reader);
    return (CellConfig){
        .has_column = flags & 1,
        .disabled = flags & 2,
        .expand_output = flags & 4,
        .hide_code = flags & 8,
        .column = (int)take_number(reader),
        .unknown = take_text(reader),
        .order = take_text(reader),
    };
}

/* A name is one line. */
static char *take_name(Reader *reader)
{
    char *name = take_text(reader);
    reader->broken |= !name || strpbrk(name, "\r\n");
    return name;
}

static Cell *take_cell(Reader *reader)
{
    g_autofree char *name = take_name(reader);
    guint32 kind = take_number(reader);
    CellConfig config = take_config(reader);
    size_t length;
    const char *code = take_bytes(reader, &length);
    reader->broken |= kind > CELL_UNPARSABLE;
    Cell *cell = reader->broken ? NULL : cell_new(name, (CellKind)kind, &config, code, (gssize)length);
    cell_config_clear(&config);
    return cell;
}

static void take_text_change(Reader *reader, Change *change)
{
    change->lines.before = take_number(reader);
    change->lines.after = take_number(reader);
    change->start.line = take_number(reader);
    change->start.byte = take_number(reader);
    change->removed = take_string(reader);
    change->inserted = take_string(reader);
}

static void take_change(Reader *reader, bool done, Change *change)
{
    guint32 kind = take_number(reader);
    change->kind = (ChangeKind)MIN(kind, CHANGE_CONFIG);
    change->lines = (LineChange){take_number(reader), 1, 1};
    switch (kind) {
    case CHANGE_TEXT:
        take_text_change(reader, change);
        return;
    case CHANGE_MOVE:
        change->to = take_number(reader);
        break;
    case CHANGE_NAME:
        change->name = take_name(reader);
        break;
    case CHANGE_CONFIG:
        change->config = take_config(reader);
        break;
    case CHANGE_PUT:
    case CHANGE_TAKE:
        reader->broken |= take_number(reader) != ((kind == CHANGE_TAKE) == done);
        if ((kind == CHANGE_TAKE) == done && !reader->broken)
            change->cell = take_cell(reader);
        break;
    default:
        reader->broken = true;
    }
    change->index = take_number(reader);
}

bool history_record_read(GBytes *record, bool done, Step *step)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(record, &size);
    Reader reader = {data, size, false};
    step->cursor.line = take_number(&reader);
    step->cursor.byte = take_number(&reader);
    for (guint32 left = take_number(&reader); left > 0 && !reader.broken; left--) {
        Change *change = g_new0(Change, 1);
        g_ptr_array_add(step->changes, change);
        take_change(&reader, done, change);
    }
    return !reader.broken && reader.left == 0;
}
