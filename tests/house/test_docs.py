"""What the documents name is there: each path, link, command, target of make and decision."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
ROOMS = ("strategy_portal", "outcomes", "indicators", "actions", "consultations", "reports")
OURS = (*ROOMS, "templates", "fixtures", "tests", "docs", "bin")
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(path for room in ROOMS for path in (ROOT / room).rglob("*.md")),
    ]
)
SUPERSEDED = "Status: superseded"
NOW = [
    path
    for path in DOCUMENTS
    if path.name != "CHANGELOG.md" and SUPERSEDED not in path.read_text(encoding="utf-8").partition("\n\n**")[0]
]
"""Documents that say what is true now; a changelog and a superseded decision say what was."""
FILES = {path.name for folder in OURS for path in (ROOT / folder).rglob("*") if path.is_file()}
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
LINK_TO_DECISION = re.compile(r"\[(\d{4})\]\([^)]+\)")
HEAD = re.compile(r"# (?P<number>\d{4}) (?P<title>.+)\n\nDate: (?P<date>\d{4}-\d\d-\d\d)\. Status: (?P<status>[^.]+)\.")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code_spans(text: str) -> list[str]:
    """What stands between backticks, fenced examples apart."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def paths_in(document: Path) -> Iterator[str]:
    """What looks like a path of the project, or like the name of a Python file."""
    for span in code_spans(document.read_text(encoding="utf-8")):
        if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)*/?", span) and ("/" in span or span.endswith(".py")):
            yield span


def is_there(path: str, document: Path) -> bool:
    """Below the project, beside the document, or, as the bare name of a file, anywhere in the project."""
    below = [folder for folder in (ROOT, document.parent) if list(folder.glob(path.rstrip("/")))]
    return bool(below) or path in FILES


def names_in(module: Path) -> set[str]:
    """What a module defines, the members of its classes included: classes, functions and names."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


@pytest.mark.parametrize("document", NOW, ids=name)
def test_each_path_that_a_document_names_exists(document):
    ours = [path for path in paths_in(document) if path.split("/")[0] in OURS or path.endswith(".py")]
    assert [path for path in ours if not is_there(path, document)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_each_link_of_a_document_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", NOW, ids=name)
def test_each_command_that_a_document_names_exists(document):
    text = document.read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text)) - {"help"}
    assert commands - set(get_commands()) == set()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    asked = {word for span in code_spans(text) if span.startswith("make ") for word in span.split()[1:2]}
    assert asked - targets == set()


@pytest.mark.parametrize("document", NOW, ids=name)
def test_each_name_in_a_module_that_a_document_names_is_defined_there(document):
    """`signing.Signed`, where the project has a file `signing.py`, or a name of the project in full."""
    missing = []
    for span in code_spans(document.read_text(encoding="utf-8")):
        if found := re.fullmatch(r"((?:[a-z_]+\.)*)([a-z_]+)\.([A-Z][A-Za-z]+|[A-Z_]+|[a-z_]+)(?:\(\))?", span):
            folders, module, member = found.groups()
            files = list(ROOT.glob(f"{folders.replace('.', '/')}{module}.py")) if folders else modules_named(module)
            if files and member != "py" and not any(member in names_in(file) for file in files):
                missing.append(span)
    assert missing == []


def modules_named(module: str) -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob(f"{module}.py")]


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_has_a_date_and_a_status_and_stands_in_the_list_of_decisions(decision):
    head = HEAD.match(LINK_TO_DECISION.sub(r"\1", decision.read_text(encoding="utf-8")))
    assert head, "begins with its title, then “Date: YYYY-MM-DD. Status: ... .”"
    assert decision.name.startswith(head["number"])
    row = f"| [{head['number']}]({decision.name}) | {head['title']} | {head['date']} | {head['status']} |"
    assert row in (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150
