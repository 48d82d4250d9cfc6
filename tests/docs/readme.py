"""The README's snippets are the files of docs/snippets, which run; its links lead somewhere.

    readme.py check          README.md against docs/snippets
    readme.py write          puts the files of docs/snippets into the README
    readme.py run c|cli ...  runs a snippet: `run c LIBRARY_DIR`, `run cli PLAZO_BINARY`
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
# The heading of a section, and the file that is its only code block.
SNIPPETS = {"PHP": "php.php", "Python": "python.py", "C": "c.c", "The command line": "cli.sh"}
BLOCK = r"(### {heading}\n\n```\w+\n)(.*?)(```\n)"


def sections():
    text = README.read_text()
    for heading, name in SNIPPETS.items():
        yield heading, (ROOT / "docs/snippets" / name).read_text(), re.search(
            BLOCK.format(heading=heading), text, re.S
        )


def check():
    problems = []
    for heading, snippet, block in sections():
        if block is None or block[2] != snippet:
            problems.append(f"README section `{heading}` differs from its file in docs/snippets: run readme.py write")
    for page in [README, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / link).exists():
                problems.append(f"{page.relative_to(ROOT)}: the link {link} leads nowhere")
    print("\n".join(problems))
    return 1 if problems else 0


def write():
    text = README.read_text()
    for heading, snippet, _ in sections():
        text = re.sub(BLOCK.format(heading=heading), lambda m: m[1] + snippet + m[3], text, flags=re.S)
    README.write_text(text)
    return 0


def run(kind, tool):
    """In an empty folder, with a desk as the snippets expect it."""
    tool = pathlib.Path(tool).resolve()
    with tempfile.TemporaryDirectory() as folder:
        policy = (ROOT / "examples/policies/introserv.jsonc").read_text()
        pathlib.Path(folder, "introserv.jsonc").write_text(policy)
        path = f"{tool.parent}:{os.environ['PATH']}"
        shell = ["bash", "-euo", "pipefail", "-c"]
        commands = (ROOT / "docs/snippets/cli.sh").read_text()
        if kind == "cli":
            # `doctor` warns of what it finds on this machine, such as an old SQLite.
            done = subprocess.run([*shell, commands.replace("plazo doctor", "plazo doctor || [ $? -le 1 ]")],
                                  cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)
            print(done.stdout, done.stderr)
            return 0 if done.returncode == 0 and "Web caída" in done.stdout else 1
        prepared = commands.split("plazo call ticket.open")[0].replace("desk/desk.db", f"{folder}/desk.db")
        subprocess.run([*shell, prepared], cwd=folder, env={**os.environ, "PATH": path}, check=True, capture_output=True)
        library = tool.parent.parent / "lib"
        subprocess.run(["cc", "-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror", *os.environ.get("CFLAGS", "").split(),
                        f"-I{ROOT}/capi/include", str(ROOT / "docs/snippets/c.c"), "-o", "snippet",
                        f"-L{library}", "-lplazo", f"-Wl,-rpath,{library}"], cwd=folder, check=True)
        done = subprocess.run(["./snippet"], cwd=folder, capture_output=True, text=True)
        print(done.stdout, done.stderr)
        return 0 if done.returncode == 0 and '"due_at"' in done.stdout else 1


if __name__ == "__main__":
    command, *arguments = sys.argv[1:] or ["check"]
    sys.exit({"check": check, "write": write, "run": run}[command](*arguments))
