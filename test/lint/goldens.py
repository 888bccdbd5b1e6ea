#!/usr/bin/env python3
"""Every panel and every theme has its pictures in each size: goldens.py SOURCE

What there is is read from the source (PANEL_NAMES, themes/), what is pictured from screen/cases/sizes.
"""
import re
import sys
from pathlib import Path

SIZES = ("120x40", "80x24", "40x12")


def panels(source: Path) -> list[str]:
    names = re.search(r"PANEL_NAMES\[\] = \{(.*?)NULL\}", (source / "src/edit/panel.c").read_text(), re.S)
    return re.findall(r'"(.*?)"', names[1]) if names else []


def themes(source: Path) -> list[str]:
    return sorted(each.stem for each in (source / "themes").glob("*.theme"))


def missing(source: Path) -> list[str]:
    """The pictures that should be there."""
    cases = source / "test/screen/cases/sizes"
    wanted = [cases / group / f"{name}-{size}.screen"
              for group, names in (("every-panel", panels(source)), ("every-theme", themes(source)))
              for name in names for size in SIZES]
    assert len(wanted) >= 6 * len(SIZES), "the source is not read"
    return [str(each.relative_to(source)) for each in wanted if not each.exists()]


if __name__ == "__main__":
    absent = missing(Path(sys.argv[1]))
    for each in absent:
        print(f"no picture: {each}")
    sys.exit(bool(absent))
