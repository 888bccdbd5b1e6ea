import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import struct
    import zlib
    return mo, struct, zlib


@app.cell(hide_code=True)
def _(struct, zlib):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def png(width, height, colour):
        rows = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height))
        header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return (png,)


@app.cell
def _(mo, png):
    ring = png(96, 96, lambda x, y: (255, 128, 0, 255 * (1000 < (x - 48) ** 2 + (y - 48) ** 2 < 2200)))
    stripes = png(96, 96, lambda x, y: ((0, 0, 128, 255), (0, 160, 160, 255))[y // 24 % 2])
    mo.hstack([mo.image(ring), mo.image(stripes, caption="stripes"), mo.image(ring[:60])])
    return


if __name__ == "__main__":
    app.run()
