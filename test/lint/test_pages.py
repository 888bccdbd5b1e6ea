"""Both sides of each rule of pages.py: what is right passes, what is wrong is told."""
from pathlib import Path
from tempfile import TemporaryDirectory

import pages

ROOT = Path(__file__).parents[2]


def check(good: list[str], bad: list[str], complaint: str) -> bool:
    if good or not any(complaint in line for line in bad):
        print(f"wanted nothing and {complaint!r}: {good} {bad}")
        return False
    return True


def a_name_has_to_be_a_word() -> bool:
    page = "*run\\-cell* runs, \\:d\\[elete\\]"
    return (check(pages.untold("action", ["run-cell"], page), pages.untold("action", ["run"], page), "run is told")
            and check(pages.untold("command", ["delete"], page), pages.untold("command", ["dele"], page), "dele is"))


def the_tables_of_the_source_are_found() -> bool:
    wanted = {"action": "run-cell", "command": "write", "option": "list", "role": "rail", "subcommand": "exec",
              "switch": "lazy", "packet": "STATE_SET", "variable": "NO_COLOR"}
    wrong = [kind for kind, name in wanted.items() if name not in pages.names_of(ROOT, kind)]
    if wrong:
        print("not found:", wrong)
    return not wrong


def a_file_has_to_exist() -> bool:
    return check(pages.missing_files(ROOT, "_src/edit/act\\_\\*.c_ and _tui/app.c_."),
                 pages.missing_files(ROOT, "_tui/nothing.c_"), "tui/nothing.c does not exist")


def a_function_has_to_be_defined() -> bool:
    return check(pages.missing_functions(ROOT, "_editor\\_key()_ and _draw()_"),
                 pages.missing_functions(ROOT, "_editor\\_nothing()_"), "editor_nothing()")


def a_constant_has_to_be_there() -> bool:
    return check(pages.missing_constants(ROOT, "ENGINE_LINKS"), pages.missing_constants(ROOT, "ENGINE_NONE"),
                 "ENGINE_NONE")


def a_page_has_to_be_there() -> bool:
    return check(pages.missing_pages("*tarn*(1)", {"tarn.1"}), pages.missing_pages("*tarn-x*(5)", {"tarn.1"}),
                 "tarn-x.5")


def keys_of_the_readme_have_to_be_bound() -> bool:
    table = "| key | does |\n|---|---|\n| `{}` | x |\n\n"
    keymap = "[normal]\ngf = goto-frame\n"
    return (check(pages.unknown_keys(table.format("gf"), keymap, set()),
                  pages.unknown_keys(table.format("gq"), keymap, set()), "no gq")
            and check(pages.unknown_keys(table.format(":w"), keymap, {"write"}),
                      pages.unknown_keys("", keymap, set()), "no table"))


def mandoc_is_heard() -> bool:
    if not pages.shutil.which("mandoc"):
        return True
    with TemporaryDirectory() as folder:
        good, bad = Path(folder) / "good.7", Path(folder) / "bad.7"
        good.write_text('.TH "x" "7" "2026-11-27"\n.SH NAME\n.P\nx - y\n')
        bad.write_text('.TH "x" "7" "2026-11-27"\n.SH NAME\nx - y\n.NOSUCH\n')
        return check(pages.complaints_of_mandoc(good), pages.complaints_of_mandoc(bad), "NOSUCH")


CASES = (a_name_has_to_be_a_word, the_tables_of_the_source_are_found, a_file_has_to_exist,
         a_function_has_to_be_defined, a_constant_has_to_be_there, a_page_has_to_be_there,
         keys_of_the_readme_have_to_be_bound, mandoc_is_heard)

failed = [case.__name__ for case in CASES if not case()]
print(*(f"failed: {name}" for name in failed), sep="\n", end="\n" if failed else "")
print(f"{len(CASES) - len(failed)} passed, {len(failed)} failed")
raise SystemExit(1 if failed else 0)
