#!/usr/bin/env python3
"""contrast.py complains where it should, and nowhere else."""
import sys

import contrast

BROKEN = [
    "# A theme.\ntext = #ffffff\n",
    "# For dark terminals.\n",
    "# Bad, for dark terminals.\ncomment = #303030/bright-black\n",
    "# Bad, for dark terminals.\nkeyword = #707070/white\n",
    "# Bad, for light terminals.\nkeyword = #b0b000/yellow bold\n",
    "# Bad, for light terminals.\nstatus = #777777 on #666666 mono reverse\n",
    "# Bad, for light terminals.\nselection = on #303030/black mono reverse\n",
    "# Bad, for any terminal.\nkeyword = #ffffff/white\n",
]
KEPT = [
    "# Good, for dark terminals.\ncomment = #808080/bright-black italic\ntext =\nrule = #485060\n",
    "# Good, for light terminals.\nkeyword = #005a9c/blue bold mono bold\nstatus = #ffffff on #005a9c\n",
    "# Good, for any terminal.\nkeyword = magenta bold\nselection = on blue mono reverse\n",
]


def main() -> int:
    wrong = [text for text in BROKEN if not contrast.faults("a.theme", text)]
    wrong += [text for text in KEPT if contrast.faults("a.theme", text)]
    wrong += [] if contrast.faults("contrast.theme", KEPT[0]) else ["contrast is the theme"]
    print("\n".join(wrong), f"{len(BROKEN) + len(KEPT) + 1 - len(wrong)} passed, {len(wrong)} failed", sep="\n")
    return 1 if wrong else 0


sys.exit(main())
