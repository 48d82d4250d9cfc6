"""The source files of this repository, as the structure tests read them."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def read(path):
    return path.read_text(encoding="utf-8")


def files(folder, *suffixes):
    """All files below `folder` with one of the suffixes, without what is built."""
    top = ROOT / folder
    return sorted(p for p in top.rglob("*") if p.suffix in suffixes and "build" not in p.relative_to(ROOT).parts)


def name(path):
    return path.relative_to(ROOT).as_posix()


def without_comments(text):
    """The text with comments blanked; strings, raw strings and the number of lines stay."""
    pattern = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*(?:.|\n)*?\*/')

    def keep(match):
        found = match.group(0)
        return re.sub(r"[^\n]", " ", found) if found.startswith("/") else found

    return pattern.sub(keep, text)
