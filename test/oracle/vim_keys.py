#!/usr/bin/env python3
"""tarn against real Vim: the same keys typed into the same texts leave the same text, cursor and registers.

    vim_keys.py TARN

A case is a text and a list of key strings in Vim's notation (two blanks divide them), typed one after another; the end of a string ends
insert mode and gives up what is unfinished.  Vim reads each text from a file of its own, so nothing that it
remembers goes from one case to the next.  Skipped (77) where Vim is not installed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TEXTS = {
    "code": "def area(width, height):\n    # the size\n    return width * height\n\n\nprint(area(3, 4), [1, 2], {'a': \"b c\"})",
    "prose": "Größe, one sentence.  Another é!\nAnd '日本語' (third)?\n\n  indented words, more 12\n\tafter a tab\nlast line",
}

SEQUENCES = """
w  w  x  .  u
2dw  P
d3w  .  u  <C-r>
cwnew<Esc>  w  .
dd  p  k  P
3J  u
yiw  w  viwp  .
di(  j  da(
ci"new<Esc>
ya[  $p
dap  P
yip  G  p
gUiw  w  g~$  j  guu
>>  .  j  <lt><lt>
>ip  2u
fa  ;  ,  dta
$F(  d%
}d{
V  j  d  p
v  e  e  y  $  p
vip>
<C-v>jlld
<C-v>jjIab<Esc>
<C-v>jj$A;<Esc>  u
<C-v>jlcxy<Esc>
wyiw  j  viw"0p
"ayy  "Ayy  j  "ap
"_dd  p
dd  dd  "2p
xp  xp
3x  "-p
A end<Esc>  j  .
Ofirst<Esc>  2osecond<Esc>
3ia<Esc>
ia<CR>b<Esc>  u
Awords here<C-w><C-w>x<Esc>
oab<C-u>c<Esc>
Ax<C-r>-y<Esc>
Rabcdef<BS><BS><Esc>  u
ra  3rb
Oar<C-n>x<Esc>  .  u
Oar<C-n><C-y>x<Esc>  j.
Oar<C-n><C-e>x<Esc>  .
oe<C-n><C-n><C-y><C-y><Esc>  u
Ge<Esc>oa<C-p><C-p><C-e>.<Esc>  .
3Oar<C-n><C-y> <Esc>  u
ma  G  'a  d`a
/n<CR>  n  N  x
?e<CR>  d/t<CR>
*  #  g*
:2<CR>  :d<CR>  p
:%s/e/E/g<CR>  u
:%s/\\v(\\w+) (\\w+)/\\2 \\1/<CR>  u
:s/[aeiou]/&&/<CR>  j  &  .
:g/e/d<CR>
:v/e/normal Ax<CR>
:2m0<CR>  :t.<CR>
:sort<CR>  :1,2j<CR>
qaxjq  @a  @@
qbA;<Esc>jq  2@b
<C-a>  3<C-a>  <C-x>
g;  U  U
vwd  gvd
vw<Esc>  `<lt>  `>  x
gJ  2gJ
)d(  dis
das  cisnew<Esc>
ggyG  Gp
gi<Esc>  Inew<Esc>  gix<Esc>
xU  2~  .
viw<Esc>  gvJ
cc<C-t>x<C-d>y<Esc>
ylvep  .
Vjd  V"-p
:nnoremap n nzz<CR>  /a<CR>  nx
:nnoremap ; :<CR>:nnoremap : ;<CR>  ;s/a/b/<CR>  fa:x
:inoremap jk <lt>Esc><CR>  Aajkx  Ajjk  ojx<Esc>.
:inoremap jk <lt>Esc><CR>  qqAxjkjq  2@q  .
:imap ( ()<lt>Left><CR>  :iunmap (<CR>  :inoremap ( ()<lt>Left><CR>  wi(a(b<Esc>  j.
:nmap x ~<CR>:nnoremap Q x<CR>  x  Q  :nmap Q x<CR>Q  u
:nnoremap d "_d<CR>  yiw  wdiw  P  jdd  p
:nnoremap D dd<CR>:onoremap p i(<CR>  D  :1<CR>  dp
:nnoremap 0 ^x<CR>  j0  10l  d0
:vnoremap <lt> <lt>gv<CR>:vnoremap x Uo<CR>  Vj<lt><Esc>  vex~
:nnoremap Y y$<CR>  wY  $p  :nunmap Y<CR>Yp
:nmap n nx<CR>  /e<CR>  n  :unmap n<CR>n
:map H ^<CR>:map L $<CR>  wdH  vLd  yL
:nnoremap <lt>silent> <lt>Space>d dd<CR>  <Space>d  p
:nnoremap x <lt>Nop><CR>  x  3x  dl
:cnoremap ee s/e/E/<CR>  :ee<CR>  :1,2ee<CR>
:nnoremap cx "_ciw<CR>  wcxnew<Esc>  w.
:noremap! ;; <lt>Esc>x<CR>  Aab;;  i;a<Esc>
:set tw=20<CR>  gqip  u  gwG  Vjgq  .
:set tw=16<CR>  otyped words that are broken<Esc>  O# a comment that is, too<Esc>  u
/e<CR>  cgnX<Esc>  .  dgN  gUgn
/a<CR>  vgngnd  gnx  gNy
x  dd  u  ~  g-  g-  2g+  <C-r>
x  x  uJ  :earlier 2<CR>  :later<CR>  :undo 1<CR>  :undo 0<CR>
A<C-k>a:<C-k>:u<Esc>  F<C-k>a:  r<C-k>-><Esc>
:ab teh the<CR>:ab #e end<CR>  Ateh xteh #e <Esc>  j.  :una teh<CR>  Ateh <Esc>
:cab sx s<CR>  :sx/e/E/<CR>  j:sx/e/E/<CR>  :cabc<CR>  :sx/a/A/<CR>
yyjp  gg  g;x
yjjP  gg  g;x
:%s/e/E/g<CR>  G  g;x
:2m0<CR>  G  g;x
:2t3<CR>  gg  g;x
:.,+1><CR>  G  g;x
3J  gg  g;x
<C-v>jlrx  G  g;x
w3rx  G  g;x
3rx  0  g;iY
:1,3s/\\n./X/<CR>  ix
:1,3s/\\n../X/<CR>  ix
:%s/\\n.*\\n/+/<CR>  ix
:2,4s/\\n\\s*/ /<CR>  ix
:2,3s/\\n.*/-/g<CR>  ix
:1,4s/[a-z]*.\\n/<lt>&>\\r/g<CR>  ix
jjgg  jj  ``x
jvj<Esc>  gg  gv<Esc>  ``x
>ip  G  g;x
<C-v>jlAQ<Esc>  G  g;x
<C-v>jl~  G  g;x
jAxx<Esc>  dd  giy<Esc>
jwVk<C-a>  x
x  jdd  U
anew<C-o>x<Esc>  .  j.
anew<C-o>xyy<Esc>  j.
jgUgo  wd2go
jj$<C-v>wObd  u  jl<C-v>jO$d
$*x  j0*x  :s/\<./<&>/g<CR>  :s/.\>/<lt>&>/g<CR>
g??  jg?g?  :s/a/b/g<CR>  :&&<CR>  :%&&<CR>  g&
""".strip().splitlines()

REGISTERS = '"01-ab'

# Options that the editor's are like, and no trace of a person's own.
SCRIPT = r"""
set nocompatible encoding=utf-8 nomore noswapfile viminfo= report=9999 cpoptions=aABceFs nrformats=bin,hex
set autoindent expandtab shiftwidth=4 softtabstop=4 tabstop=4 backspace=indent,eol,start whichwrap=b,s
set comments=b:# formatoptions=tcq nostartofline nojoinspaces nohlsearch noincsearch timeoutlen=0 ttimeoutlen=0 undolevels=1000
function Tell(path)
  let registers = {}
  for name in split('NAMES', '\zs')
    let registers[name] = getreg(name)
  endfor
  let told = {'text': join(getline(1, '$'), "\n"), 'line': line('.'), 'column': charcol('.'), 'registers': registers}
  call writefile([json_encode(told)], a:path)
endfunction
""".replace("NAMES", REGISTERS)


def quoted(keys: str) -> str:
    """Keys as a string of Vim's script, in which "\\<Esc>" is the key."""
    escaped = keys.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"<(?=[^<> ]+>)", r"\\<", escaped) + '"'


def ask_vim(case: dict) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "text").write_text(case["text"] + "\n")
        # not in a function: what `.` repeats would end with it
        typed = "".join(f"try\ncall feedkeys({quoted(keys)}, 'tx')\ncatch\nendtry\n" for keys in case["keys"])
        (home / "script").write_text(SCRIPT + typed + f"call Tell('{home}/told')\nqall!\n")
        subprocess.run(
            ["vim", "--not-a-term", "-u", "NONE", "-i", "NONE", "-n", "-S", home / "script", home / "text"],
            env={"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "TERM": "dumb"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )
        return json.loads((home / "told").read_text())


def ask_tarn(tarn: str, cases: list[dict]) -> list[dict]:
    done = subprocess.run([tarn, "keys"], input=json.dumps(cases), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> int:
    cases = [
        {"id": f"{name} {number}", "text": text, "keys": sequence.split("  ")}
        for name, text in TEXTS.items()
        for number, sequence in enumerate(SEQUENCES, 1)
    ]
    if not shutil.which("vim"):
        print(f"0 passed, 0 failed, {len(cases)} skipped: there is no vim here")
        return 77
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wanted = list(pool.map(ask_vim, cases))
    failed = 0
    for case, want, got in zip(cases, wanted, ask_tarn(sys.argv[1], cases)):
        wrong = [what for what in want if got.get(what) != want[what]]
        failed += bool(wrong)
        for what in wrong:
            print(f"{case['id']}: {' '.join(case['keys'])} on {case['text']!r}\n  {what}: vim {want[what]!r}, tarn {got.get(what)!r}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
