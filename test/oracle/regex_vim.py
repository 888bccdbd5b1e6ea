#!/usr/bin/env python3
"""Asks real Vim what `:s` makes of the cases in ../unit/regex_cases.txt, and compares or rewrites them.

    regex_vim.py            # exit 1 if Vim disagrees with the file
    regex_vim.py --bless    # put Vim's answers into the file
"""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "unit" / "regex_cases.txt"
DRIVER = r"""
set nocompatible encoding=utf-8 cpoptions=aABceFs nohlsearch report=9999
let s:answers = []
for s:case in json_decode(join(readfile(s:cases), "\n"))
  silent %delete _
  call setline(1, split(s:case.text, "\n", 1))
  let &ignorecase = s:case.flags =~ 'i'
  let &smartcase = s:case.flags =~ 's'
  let s:answer = ''
  try
    call cursor(1, 1)
    if search(s:case.pattern, 'cW')
      execute "silent s\x01" . s:case.pattern . "\x01" . s:case.replacement . "\x01"
      let s:answer = join(getline(1, '$'), "\n")
    else
      let s:answer = 'NO MATCH'
    endif
  catch
    let s:answer = 'ERROR'
  endtry
  call add(s:answers, s:answer)
endfor
call writefile([json_encode(s:answers)], s:reply)
qall!
"""


def unescape(field: str) -> str:
    return field.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")


def escape(field: str) -> str:
    return field.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def ask(cases: list[dict]) -> list[str]:
    with tempfile.TemporaryDirectory() as tmp:
        here = Path(tmp)
        (here / "cases.json").write_text(json.dumps(cases))
        names = f"let s:cases = '{tmp}/cases.json'\nlet s:reply = '{tmp}/reply.json'\n"
        (here / "driver.vim").write_text(names + DRIVER)
        subprocess.run(["vim", "--not-a-term", "-es", "-u", "NONE", "-i", "NONE", "-n", "-S", f"{tmp}/driver.vim"],
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return json.loads((here / "reply.json").read_text())


def main() -> int:
    if not shutil.which("vim"):
        print("no vim here")
        return 77
    lines = CASES.read_text().splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines) if line and not line.startswith("#")]
    cases = [dict(zip(("flags", "pattern", "replacement", "text"), map(unescape, row[:4]))) for _, row in rows]
    wrong = 0
    for (number, row), answer in zip(rows, ask(cases)):
        if row[4:] != [escape(answer)]:
            wrong += 1
            print(f"line {number + 1}: {row[:4]}: file {row[4:]}, vim {escape(answer)!r}")
            lines[number] = "\t".join(row[:4] + [escape(answer)])
    if wrong and "--bless" in sys.argv:
        CASES.write_text("\n".join(lines) + "\n")
    print(f"{len(rows) - wrong} of {len(rows)} agree with vim")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
