"""The form of a place: a box for each paragraph, one reason for each finding to answer, and a comment.

All of it is sent at once, so that nothing typed is lost whichever button is pressed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from reports.models import Narrative
from strategy_portal.editing.forms import GuardedForm

from .findings import Finding
from .places import LONGEST, Part, Place

MOST_PARAGRAPHS = 60
IN_ONE_BOX = (Part.SUMMARY, Part.RECOMMENDATION, Part.LINE, Part.INDICATOR)
"""Places of a list or of a few sentences."""

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


def paragraphs_of(text: str, place: Place) -> list[tuple[int, str]]:
    """Where each begins, and its words."""
    text = text.replace("\r\n", "\n")
    if place.part in IN_ONE_BOX or not text.strip():
        return [(0, text)]
    found, start = [], 0
    for gap in _BETWEEN.finditer(text):
        found.append((start, text[start : gap.start()]))
        start = gap.end()
    return [*found, (start, text[start:])]


class ComposeForm(GuardedForm):
    """`findings` are those of the stored text; each to be answered has a box for its reason."""

    def __init__(
        self,
        data: Any = None,
        *,
        place: Place,
        stored: Narrative | None,
        findings: Sequence[Finding] = (),
        **kwargs: Any,
    ):
        super().__init__(data, initial={"seen": stored.version if stored else 0}, **kwargs)
        self.place = place
        self.stored = paragraphs_of(stored.text if stored else "", place)
        self.findings = tuple(findings)
        for number in range(self._count(data)):
            self.fields[f"paragraph-{number}"] = self._paragraph(number)
        for finding in self.findings:
            self.fields[f"reason-{finding.digest}"] = forms.CharField(
                label="Why it can stay as it is", required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text="Kept with the report, not printed",
            )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label="Comment", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
            help_text="For those who write this report. Not printed",
        )  # fmt: skip

    def _count(self, data: Any) -> int:
        """One box more than there are paragraphs, to write another."""
        more = 0 if self.place.part in IN_ONE_BOX else 1
        there = len(self.stored) + (more if self.stored[0][1].strip() else 0)
        sent = [int(match[1]) + 1 for key in data or () if (match := re.fullmatch(r"paragraph-(\d{1,2})", key))]
        return min(max([there, *sent]), MOST_PARAGRAPHS)

    def _paragraph(self, number: int) -> forms.CharField:
        text = self.stored[number][1] if number < len(self.stored) else ""
        label = "Text" if self.place.part in IN_ONE_BOX else f"Paragraph {number + 1}"
        if not text and number:
            label = f"Another paragraph ({number + 1})"
        about = [finding_id(each) for each in self.findings_of(number)]
        attrs = {"rows": max(3, min(14, len(text) // 75 + text.count("\n") + 2))}
        if about:
            attrs["aria-describedby"] = " ".join(about)  # type: ignore[assignment]
        return forms.CharField(
            label=label, required=False, initial=text, max_length=LONGEST, widget=forms.Textarea(attrs=attrs)
        )

    def findings_of(self, number: int) -> list[Finding]:
        """Those of the words in a paragraph; what is missing stands under the last one that is written."""
        last = max((place for place, (_, text) in enumerate(self.stored) if text.strip()), default=0)
        return [each for each in self.findings if self._paragraph_of(each, last) == number]

    def _paragraph_of(self, finding: Finding, last: int) -> int:
        if finding.start is None:
            return last
        begun = [place for place, (start, _) in enumerate(self.stored) if start <= finding.start]
        return begun[-1] if begun else 0

    @property
    def boxes(self) -> list[tuple[Any, list[Finding]]]:
        """Each paragraph's field with the findings that it is about."""
        names = [name for name in self.fields if name.startswith("paragraph-")]
        return [(self[name], self.findings_of(number)) for number, name in enumerate(names)]

    @property
    def text(self) -> str:
        """What was typed, only after is_valid()."""
        typed = [self.cleaned_data[name] for name in self.fields if name.startswith("paragraph-")]
        return "\n\n".join(each.replace("\r\n", "\n").strip() for each in typed if each.strip())

    def compared(self) -> Iterable[tuple[str, forms.Field]]:
        return [(name, field) for name, field in super().compared() if name.startswith("paragraph-")]


def finding_id(finding: Finding) -> str:
    return f"finding-{finding.digest[:12]}"
