#!/usr/bin/env python3
"""What Vim does with keys that are typed: a Vim in a terminal of its own for each case, no script around it.

    vim_typed.py CASES.json > ANSWERS.json          each case with "want", what Vim left behind
    vim_typed.py CASES.json --beside TARN           what tarn does with them, and the cases that differ

A case is {"id", "tier", "text", "keys"} as `tarn keys` reads them; "want" has the text, the cursor and some
registers.  An oracle that hands its keys to feedkeys(..., 'x') inside of :try sees a Vim that nobody sits at:
there an error is an exception, and a macro that failed goes on; a text that a script has set is a change, to which g;
leads; and keys that are all there at once are inserted as one.  Here the text is a file, and one key comes after
another, each when Vim waits for one; what is unfinished at the end of a string is given up with Escape.
"""

import argparse
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REGISTERS = ['"', "0", "1", "-", "a", "b"]
COMPARED = ("text", "line", "column", "registers")
KEY = re.compile(r"<[^<> ]+>|.", re.DOTALL)
PATIENCE = 30  # seconds without a byte

DRIVER = r"""
set nocompatible encoding=utf-8 fileencodings=utf-8 viminfo= noswapfile nomore shortmess=atToOFI cmdheight=8
set autoindent expandtab shiftwidth=4 softtabstop=4 tabstop=4 nojoinspaces nostartofline
set backspace=indent,eol,start nrformats=bin,hex whichwrap=b,s timeoutlen=0 ttimeoutlen=0
set nohlsearch noincsearch wrapscan noignorecase cpoptions=aABceFs textwidth=0 report=9999
let s:strings = json_decode(join(readfile($KEYS), "\n"))
let s:keys = []

function s:leave() abort
  let registers = {}
  for name in split($REGISTERS, ' ')
    let registers[name] = getreg(name)
  endfor
  call writefile([json_encode({'text': join(getline(1, '$'), "\n"),
        \ 'line': line('.'), 'column': charcol('.'), 'registers': registers})], $ANSWER)
  qall!
endfunction

function s:type(key) abort
  call feedkeys(a:key =~# '^<.\+>$' ? eval('"\' .. a:key .. '"') : a:key, 't')
endfunction

function s:waits(timer) abort
  if !empty(s:keys)
    call s:type(remove(s:keys, 0))
  elseif mode(1) !~# "^[nvV\<C-v>]$" || state('oS') !=# ''
    call s:type('<Esc>')
  elseif empty(s:strings)
    call s:leave()
  else
    let s:keys = remove(s:strings, 0)
  endif
endfunction

autocmd VimEnter * call timer_start(1, function('s:waits'), {'repeat': -1})
"""


def attend(vim: subprocess.Popen, terminal: int) -> None:
    """Read what Vim paints until it leaves, so that it never waits for its terminal."""
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:  # the other end is closed
            break
    else:
        vim.kill()
    vim.wait()


def ask_vim(case: dict) -> dict:
    """The case, with what a Vim of its own left behind."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "driver.vim").write_text(DRIVER)
        (here / "keys.json").write_text(json.dumps([KEY.findall(keys) for keys in case["keys"]]))
        (here / "text").write_text(case["text"] + "\n")
        environment = {"KEYS": f"{folder}/keys.json", "ANSWER": f"{folder}/answer.json", "HOME": folder,
                       "REGISTERS": " ".join(REGISTERS), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "dumb"}
        ours, theirs = pty.openpty()
        command = ["vim", "-u", "NONE", "-i", "NONE", "-n", "-S", f"{folder}/driver.vim", f"{folder}/text"]
        vim = subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
                               start_new_session=True)
        os.close(theirs)
        attend(vim, ours)
        os.close(ours)
        answer = json.loads((here / "answer.json").read_text(errors="replace"))
    for name, text in answer["registers"].items():
        answer["registers"][name] = text.replace("\ufffd\ufffda", "")  # the timer, as a recording has it
    return case | {"want": {name: answer[name] for name in COMPARED}}


def compare(answers: list[dict], tarn: str) -> int:
    """Print the cases in which tarn leaves something else, and how many there are of each tier."""
    cases = [{name: case[name] for name in ("id", "text", "keys")} for case in answers]
    done = subprocess.run([tarn, "keys"], input=json.dumps(cases), capture_output=True, text=True, check=True)
    same, other = Counter(), Counter()
    for case, got in zip(answers, json.loads(done.stdout)):
        wrong = [name for name in COMPARED if got[name] != case["want"][name]]
        (other if wrong else same)[case["tier"]] += 1
        if wrong:
            print(f"{case['id']} tier {case['tier']}: {case['keys']!r} on {case['text']!r}")
        for name in wrong:
            print(f"  {name}: vim  {case['want'][name]!r}\n  {' ' * len(name)}  tarn {got[name]!r}")
    for tier in sorted(same | other):
        print(f"tier {tier}: {same[tier]} of {same[tier] + other[tier]} agree with a Vim that is typed to")
    return bool(other)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--beside", metavar="TARN", help="compare with this program")
    options = parser.parse_args()
    if not shutil.which("vim"):
        print("skipped: there is no vim here")
        return 77
    cases = json.loads(options.cases.read_text())
    with ThreadPoolExecutor(4 * os.cpu_count()) as pool:
        answers = list(pool.map(ask_vim, cases))
    if options.beside:
        return compare(answers, options.beside)
    json.dump(answers, sys.stdout, indent=1, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
