"""Full-width punctuation in Chinese text: find what was typed in ASCII, and mend it.

    python scripts/punctuation.py [--fix] PATH…

Looks at templates and scripts as a whole, and at the string literals of Python modules that are
not docstrings. A comma, colon, semicolon, question or exclamation mark or bracket counts as
Chinese if a Chinese character stands beside it. Template tags and the braces of f-strings are
left alone. Exits 1 if something was found and not mended.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

WIDE = dict(zip(",:;?!()", "\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09", strict=True))
HAN = "\u3400-\u9fff\u3001\u3002\u201c\u201d\u300a\u300b\uff08\uff09"
BESIDE = re.compile(rf"(?<=[{HAN}])[,:;?!()]|[,:;?!()](?=[{HAN}])")
HIDDEN = re.compile(r"&\w+;|{{.*?}}|{%.*?%}|{#.*?#}|\$\{[^}]*\}|https?:", re.DOTALL)
BRACES = re.compile(r"&\w+;|{{|}}|{[^{}]*}")
ENTITY = re.compile(r"&\w+;")
SUFFIXES = {".html", ".js", ".py", ".txt"}


def widen(text: str, hidden: re.Pattern[str]) -> str:
    """The text with Chinese punctuation, apart from what ``hidden`` matches."""
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[0])
        return "\x00" * len(found[0])

    plain = hidden.sub(hide, text)
    plain = BESIDE.sub(lambda found: WIDE[found[0]], plain)
    parts = iter(kept)
    return re.sub(r"\x00+", lambda run: _fill(run[0], parts), plain)


def _fill(run: str, parts: Iterator[str]) -> str:
    filled = ""
    while len(filled) < len(run):
        filled += next(parts)
    return filled


def docstrings(source: str) -> set[int]:
    """Line numbers on which a docstring, or another bare string, begins."""
    return {
        node.value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def widen_module(source: str) -> str:
    """A Python module whose literals have Chinese punctuation."""
    skipped = docstrings(source)
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        if token.type != tokenize.STRING or token.start[0] in skipped:
            continue
        (top, left), (bottom, right) = token.start, token.end
        if top != bottom:
            continue
        line = lines[top - 1]
        prefix = token.string.split(token.string[-1], 1)[0].lower()
        hidden = BRACES if "f" in prefix else ENTITY
        lines[top - 1] = line[:left] + widen(line[left:right], hidden) + line[right:]
    return "".join(lines)


def mended(file: Path) -> str:
    source = file.read_text(encoding="utf-8")
    return widen_module(source) if file.suffix == ".py" else widen(source, HIDDEN)


def files_below(paths: list[Path]) -> list[Path]:
    found = [f for p in paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p])]
    return [f for f in found if f.suffix in SUFFIXES and "static_dist" not in f.parts]


def differences(file: Path) -> list[str]:
    """``file:line: text`` for each line that would change."""
    before, after = file.read_text(encoding="utf-8").splitlines(), mended(file).splitlines()
    pairs = enumerate(zip(before, after, strict=True), start=1)
    return [f"{file}:{number}: {new.strip()[:100]}" for number, (old, new) in pairs if old != new]


def main(arguments: list[str]) -> int:
    fix = "--fix" in arguments
    files = files_below([Path(a) for a in arguments if not a.startswith("--")])
    found = [line for file in files for line in differences(file)]
    print("\n".join(found))
    if fix:
        for file in files:
            file.write_text(mended(file), encoding="utf-8")
    return 0 if fix or not found else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
