#!/usr/bin/python3
"""The house: a folder uses only what stands below it (docs/architecture.md says why)."""
import re
import unittest

import sources

# From the bottom to the top; those on one line do not know each other, except where KNOWS says so.
FLOORS = [
    ["base"],
    ["json"],
    ["storage"],
    ["timeline", "vault"],
    ["calendar"],
    ["policy"],
    ["customers", "knowledge"],
    ["tickets", "activation"],
    ["mail", "notices", "reports"],
    ["operations"],
]
KNOWS = set()
FLOOR = {folder: floor for floor, folders in enumerate(FLOORS) for folder in folders}
ANYWHERE = {"core/version.hpp"}
# Folders that others may take out, and all that has to go with them; docs/calendars.md says so of the calendar.
ALONE = {"calendar": {"core/base/error.hpp", "core/base/id.hpp", "core/base/text.hpp", "core/base/time.hpp", "core/json/describe.hpp"}}

# What the core never does, so it never needs the means.
FORBIDDEN = [
    (r"#\s*include\s*<random>", "randomness comes from base/random.hpp"),
    (r"#\s*include\s*<(sys/socket|netinet/\w+|arpa/\w+|netdb|curl/.*)(\.h)?>", "the core opens no sockets"),
    (r"#\s*include\s*<spawn\.h>", "the core runs no program"),
    (r"(?<![\w.>:])(?:std::|::)?(?:rand|srand|random|drand48|system|popen|fork|vfork|socket|getaddrinfo)\s*\(", "neither weak randomness, nor programs, nor sockets"),
    (r"(?<![\w.>:])(?:std::|::)?(?:exec[lv][pe]*|posix_spawnp?|dlopen)\s*\(", "the core runs no program"),
    (r"\bstd::(?:mt19937(?:_64)?|random_device|minstd_rand0?|default_random_engine|random_shuffle)\b", "randomness comes from base/random.hpp"),
]


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^">]+)[">]', sources.without_comments(text), re.M)


def violations(path, text):
    """What is wrong with the includes and calls of a file at `path`."""
    found = []
    parts = path.split("/")
    inside_core = parts[0] == "core" and len(parts) > 2
    for include in includes(text):
        target = include.split("/")
        if include.startswith("../") or "/../" in include:
            found.append(f"{path}: {include}: paths start at the top of the repository")
        if include.startswith("plazo/") and inside_core:
            found.append(f"{path}: the core knows nothing of the C ABI: {include}")
        if target[0] in ("capi", "bindings", "tests", "examples") and inside_core:
            found.append(f"{path}: the core uses only the core: {include}")
        if target[0] != "core":
            continue
        if parts[0] in ("bindings", "examples", "plugin-manifests") or path.startswith("capi/cli/"):
            found.append(f"{path}: only plazo.h is for use here, not {include}")
            continue
        if inside_core and parts[1] in ALONE and target[1] != parts[1] and include not in ALONE[parts[1]]:
            found.append(f"{path}: {include}: {parts[1]} can be taken out, and needs nothing but {', '.join(sorted(ALONE[parts[1]]))}")
            continue
        if include in ANYWHERE or len(target) < 3:
            continue
        if target[1] not in FLOOR:
            found.append(f"{path}: {include}: folder {target[1]} has no place in the house, give it one here and in docs/architecture.md")
        elif target[1] == "operations" and parts[0] not in ("capi", "tests") and parts[:2] != ["core", "operations"]:
            found.append(f"{path}: only capi and tests use operations: {include}")
        elif inside_core:
            if parts[1] not in FLOOR:
                found.append(f"{path}: folder {parts[1]} has no place in the house")
            elif parts[1] != target[1] and FLOOR[target[1]] >= FLOOR[parts[1]] and (parts[1], target[1]) not in KNOWS:
                found.append(f"{path}: {parts[1]} may not use {target[1]}, which does not stand below it")
    if parts[0] == "core":
        code = sources.without_comments(text)
        for pattern, why in FORBIDDEN:
            for match in re.finditer(pattern, code):
                found.append(f"{path}: `{match.group(0).strip()}`: {why}")
    return found


def reached(start):
    """Every file of the core that these include, and those again."""
    seen, open_ends = set(), list(start)
    while open_ends:
        for include in includes(sources.read(sources.ROOT / open_ends.pop())):
            if include.startswith("core/") and include not in seen:
                seen.add(include)
                open_ends.append(include)
    return seen


def cmake_sources(text):
    return re.findall(r"^\s*((?:[\w-]+/)*[\w-]+\.(?:cpp|c))\s*$|[ (]((?:[\w-]+/)*[\w-]+\.(?:cpp|c))(?=[ )\n])", text, re.M)


class House(unittest.TestCase):
    def test_every_include_stays_below(self):
        seen = 0
        found = []
        for folder in ("core", "capi", "bindings", "examples", "tests"):
            for path in sources.files(folder, ".hpp", ".cpp", ".h", ".c"):
                seen += 1
                found += violations(sources.name(path), sources.read(path))
        self.assertGreater(seen, 60)
        self.assertEqual(found, [])

    def test_what_can_be_taken_out_needs_what_is_listed_and_no_more(self):
        for folder, needed in ALONE.items():
            own = {sources.name(p) for p in sources.files(f"core/{folder}", ".hpp", ".cpp")}
            self.assertGreater(len(own), 10)
            self.assertEqual(reached(own) - own, needed)
            # The program that is linked of these alone has their sources.
            beside = {h.replace(".hpp", ".cpp") for h in needed if h != "core/base/id.hpp"}
            beside = {c for c in beside if (sources.ROOT / c).exists()}
            cmake = sources.read(sources.ROOT / "tests/core/CMakeLists.txt")
            linked = re.search(rf"add_executable\(core_{folder}_alone ([^)]*)\)", cmake).group(1)
            self.assertEqual(set(re.findall(r"SOURCE_DIR}/(core/\S+)", linked)), beside)
            self.assertNotIn("plazo_core", "".join(re.findall(rf"target_link_libraries\(core_{folder}_alone[^)]*\)", cmake)))

    def test_every_folder_of_the_core_has_a_floor(self):
        folders = {p.name for p in (sources.ROOT / "core").iterdir() if p.is_dir()}
        self.assertEqual(folders - set(FLOOR), set())

    def test_every_source_is_listed_once(self):
        for folder in ("core", "capi", "tests"):
            listed = []
            for cmake in sources.files(folder, ".txt"):
                if cmake.name != "CMakeLists.txt":
                    continue
                text = re.sub(r"#[^\n]*", "", sources.read(cmake)).replace("${CMAKE_CURRENT_SOURCE_DIR}/", "")
                for pair in cmake_sources(text):
                    candidate = (cmake.parent / (pair[0] or pair[1]))
                    if candidate.exists():
                        listed.append(sources.name(candidate.resolve()))
                if folder == "tests":
                    # Functions and scripts there add the suffix, or the folder, themselves.
                    words = set(re.findall(r"[\w-]+", text))
                    listed += [sources.name(p) for p in sources.files(sources.name(cmake.parent), ".cpp", ".c") if p.stem in words]
            present = {sources.name(p) for p in sources.files(folder, ".cpp", ".c")}
            if folder == "tests":
                # A test may share a source with another program, but none may be forgotten.
                listed = sorted(set(listed))
            self.assertEqual(sorted(present - set(listed)), [], f"built by nobody in {folder}")
            self.assertEqual(len(listed), len(set(listed)), f"listed twice in {folder}")


class Controls(unittest.TestCase):
    def test_wrong_includes_are_caught(self):
        for path, text in [
            ("core/base/x.hpp", '#include "core/json/decode.hpp"\n'),
            ("core/calendar/x.cpp", '#include "core/policy/document.hpp"\n'),
            ("core/calendar/x.cpp", '#include "core/storage/database.hpp"\n'),
            ("core/calendar/x.cpp", '#include "core/json/decode.hpp"\n'),
            ("core/calendar/x.cpp", '#include "core/base/messages.hpp"\n'),
            ("core/calendar/x.cpp", '#include "core/version.hpp"\n'),
            ("core/customers/x.cpp", '#include "core/tickets/rows.hpp"\n'),
            ("core/activation/x.cpp", '#include "core/tickets/rows.hpp"\n'),
            ("core/timeline/x.cpp", '#include "core/vault/x.hpp"\n'),
            ("core/tickets/x.cpp", '#include "core/operations/desk.hpp"\n'),
            ("core/tickets/x.cpp", '  #  include "core/operations/desk.hpp"\n'),
            ("core/tickets/x.cpp", '#include "core/nowhere/desk.hpp"\n'),
            ("core/tickets/x.cpp", '#include "capi/handles.hpp"\n'),
            ("core/tickets/x.cpp", '#include <plazo/plazo.h>\n'),
            ("core/tickets/x.cpp", '#include "../policy/document.hpp"\n'),
            ("bindings/php/x.c", '#include "core/base/id.hpp"\n'),
            ("capi/cli/x.cpp", '#include "core/operations/desk.hpp"\n'),
            ("examples/c/x.c", '#include "core/base/id.hpp"\n'),
        ]:
            self.assertTrue(violations(path, text), (path, text))

    def test_right_includes_pass(self):
        for path, text in [
            ("core/tickets/x.cpp", '#include "core/customers/actor.hpp"\n#include <sys/stat.h>\n'),
            ("core/calendar/x.cpp", '#include "core/base/time.hpp"\n#include "core/calendar/date.hpp"\n'),
            ("core/operations/x.cpp", '#include "core/reports/x.hpp"\n#include "core/version.hpp"\n'),
            ("capi/x.cpp", '#include "core/operations/desk.hpp"\n'),
            ("tests/core/x.cpp", '#include "core/operations/desk.hpp"\n#include <random>\n'),
            ("core/base/x.cpp", '// #include "core/json/decode.hpp"\n/* system("x") */\n'),
        ]:
            self.assertEqual(violations(path, text), [], path)

    def test_forbidden_means_are_caught(self):
        for code in ["#include <random>", "#include <sys/socket.h>", "#include <netinet/in.h>", "int x = rand();", "std::system(command);",
                     "::popen(a, b);", "system (x);", "auto s = socket(AF_INET, 0, 0);", "execvp(a, b);", "std::mt19937 dice;", "fork();"]:
            self.assertTrue(violations("core/base/x.cpp", code + "\n"), code)
        for code in ["random_below(3);", "clock.system(x);", "// rand()", "operating_system(x);", "connect_all();", "pool->connect(true);"]:
            self.assertEqual(violations("core/base/x.cpp", code + "\n"), [], code)


if __name__ == "__main__":
    unittest.main()
