"""Turns theme files into rows of a C table: embed.py OUTPUT THEME..."""
import pathlib
import sys

output, *themes = map(pathlib.Path, sys.argv[1:])
rows = []
for theme in themes:
    lines = theme.read_text(encoding="utf-8").splitlines()
    quoted = "\n".join('     "%s\\n"' % line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    rows.append('    {"%s",\n%s},\n' % (theme.stem, quoted))
output.write_text(
    "/* Made from themes/ by embed.py. */\n"
    "static const struct {\n    const char *name, *text;\n} BUILTIN_THEMES[] = {\n%s};\n" % "".join(rows),
    encoding="utf-8",
)
