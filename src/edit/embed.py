"""Writes a text file as a C string: embed.py NAME HEADER IN OUT."""
import sys

name, header, source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    lines = file.read().split("\n")
with open(target, "w", encoding="utf-8") as file:
    file.write(f'#include "{header}"\n\nconst char {name}[] =\n')
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
        file.write(f'    "{escaped}\\n"\n')
    file.write("    ;\n")
