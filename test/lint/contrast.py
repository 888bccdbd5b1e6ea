#!/usr/bin/env python3
"""Each theme can be read: the contrast of every role, as WCAG 2 measures it.

    contrast.py THEME...

A role is measured on its own background, or, if it has none, on the darkest and the lightest background that a
terminal of the theme's kind usually has; the first line of a theme says which kind that is.  Text is to have 4.5,
what stands back on purpose 3, what only divides 1.3; 2.5 more where contrast is the theme.  A role that one theme
names is named by all.
"""
import re
import sys
from pathlib import Path

BACKGROUNDS = {"dark": ("#000000", "#282c34"), "light": ("#ffffff", "#fdf6e3")}
BACK = {"dim", "comment", "rail", "disabled", "fold", "output-stale", "quote", "placeholder", "stale-veil", "status-dim"}
DIVIDING = {"rule", "table-rule"}
TEXT = {"dark": "#c0c8d8", "light": "#202430"}


def luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def roles_of(text: str) -> dict[str, tuple[str | None, str | None]]:
    """Foreground and background of each role that has a colour of its own."""
    roles = {}
    for line in text.splitlines():
        found = re.match(r"([\w-]+) =(.*)$", line)
        if not found:
            continue
        words = found[2].split(" mono")[0].split()
        background = words[words.index("on") + 1] if "on" in words else None
        if background and background[0] != "#":
            background = None
        foreground = words[0] if words and words[0][0] == "#" else None
        cut = [colour.split("/")[0] if colour else None for colour in (foreground, background)]
        roles[found[1]] = (cut[0], cut[1])
    return roles


def named_roles(text: str) -> set[str]:
    return set(re.findall(r"^([\w-]+) =", text, re.MULTILINE))


def wanted(name: str, role: str) -> float:
    clear = 2.5 if name.startswith("contrast") else 0
    return 1.3 + clear if role in DIVIDING else 3 + clear if role in BACK else 4.5 + clear


def faults(name: str, text: str) -> list[str]:
    first = text.splitlines()[0] if text else ""
    kind = re.search(r"\bfor (dark terminals|light terminals|any terminal)", first)
    if not kind:
        return [f"{name}:1: does not say whether it is for dark terminals, light terminals, or any terminal"]
    if kind[1] == "any terminal":
        return [f"{name}: {role}: a colour of its own, on a background that nobody knows"
                for role, colours in roles_of(text).items() if colours != (None, None)]
    side, found = kind[1].split()[0], []
    for role, (foreground, background) in roles_of(text).items():
        if not foreground and not background:
            continue
        grounds = [background] if background else BACKGROUNDS[side]
        worst = min(contrast(foreground or TEXT[side], ground) for ground in grounds)
        if worst < wanted(name, role):
            found.append(f"{name}: {role}: contrast {worst:.2f}, wanted {wanted(name, role)}")
    return found


def main() -> int:
    themes = [Path(argument) for argument in sys.argv[1:]]
    bad = 0
    texts = [theme.read_text(encoding="utf-8") for theme in themes]
    known = {role for text in texts for role in named_roles(text)}
    for theme, text in zip(themes, texts):
        wrong = faults(theme.name, text)
        wrong += [f"{theme.name}: {role}: not in it" for role in sorted(known - named_roles(text))]
        bad += bool(wrong)
        print("\n".join(wrong), end="\n" if wrong else "")
    print(f"{len(themes) - bad} passed, {bad} failed")
    return 1 if bad or not themes else 0


if __name__ == "__main__":
    sys.exit(main())
