"""Reads one workbook from its standard input and prints its sheets as JSON: a process of its own, within limits.

It knows no setting, no secret and no database, so all that a hostile file can do is to end it.
"""

import json
import resource
import sys

MEMORY = 192 * 1024 * 1024
CPU_SECONDS = 15


def limit() -> None:
    """First of all: not much memory, not much time, no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl would load all of it for the sake of type names


def main() -> None:
    limit()
    from .safety import WHAT_TO_DO, Refused

    try:
        from .workbook import sheets_of

        answer = {"sheets": sheets_of(sys.stdin.buffer)}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "The workbook needs too much memory. Upload the values in several workbooks."}
    except Exception as error:  # whatever a hostile file makes the library stumble over
        answer = {"refused": f"The workbook can’t be read. {WHAT_TO_DO}", "why": repr(error)[:500]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
