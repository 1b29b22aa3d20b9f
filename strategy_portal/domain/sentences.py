"""Sentences of a report for members, each by a pattern: a count has its base, a change its direction (rules 7, 8.1).

No word here says more than the figures do: what is inside the band or inside chance is no rise and no fall. Numbers are
words up to ten, figures are as they print.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from .counting import Tally
from .numbers import Format, Measure, Number
from .periods import Frequency, Period
from .status import Judged, Polarity, Status
from .wording import and_text

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TIMES = ("", "", "second", "third", "fourth", "fifth")


# --- Numbers and names -----------------------------------------------------------------------------------------------


def number_text(number: int) -> str:
    """In words up to ten: `no`, `seven`, `1,204`."""
    return WORDS[number] if number < len(WORDS) else f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """`one action`, `12 actions`; of an outcome that the council calls otherwise both words are given."""
    return f"{number_text(number)} {one if number == 1 else many or f'{one}s'}"


def of_text(number: int, base: int) -> str:
    """`seven of 24`: never a count without its base (rules 8.1)."""
    part = "none" if not number else "all" if number == base > 1 else number_text(number)
    return f"{part} of {number_text(base)}" if part != "all" else f"all {number_text(base)}"


def of_them(number: int, base: int, noun: str) -> str:
    """`seven of 24 actions`, `all seven actions`, `the one action`: with what they are."""
    if number == base == 1:
        return f"the one {noun}"
    return f"{of_text(number, base)} {noun}{'' if base == 1 else 's'}"


def sentence(text: str) -> str:
    """Begun with a capital and ended with a stop, if it is not yet; empty stays empty."""
    text = text.strip()
    if not text:
        return ""
    ended = text if text.endswith((".", "?", "!", ".”", "…")) else f"{text}."
    return ended[0].upper() + ended[1:]


def quoted(text: str, most: int) -> str:
    """What people wrote, as a sentence, cut at a word where it is longer than `most` characters."""
    text = " ".join(text.split())
    if len(text) > most:
        text = f"{text[:most].rsplit(' ', 1)[0][:most].rstrip(' ,;:.')}…"
    return sentence(text)


def day_text(day: date) -> str:
    return f"{day:%-d %B %Y}"


def span_text(first: date, last: date) -> str:
    """`July to September 2026`, `April 2025 to March 2026`, `April 2026`: months that are whole, else days."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"


def months_text(period: Period) -> str:
    """A period as it stands in a text: quarters by their months, years by their label."""
    whole_year = period.frequency in (Frequency.ANNUAL, Frequency.BIENNIAL)
    return period.label if whole_year else span_text(period.start, period.last_day)


def figure_text(number: Number, format: Format) -> str:
    """`21.6`, `82.4%`, `level 3`."""
    text = format.text(number)
    return f"level {text}" if format.measure is Measure.LEVEL and isinstance(number, Decimal) else text


def target_text(judged: Judged) -> str:
    """`85%`, `20.5 or fewer`, `40 to 60%`, `level 4`: what is met by it or what is better. Empty without one."""
    if judged.target is None:
        return ""
    low, high = judged.target.ends
    format = judged.rule.format.in_full
    if low != high:
        return format.range_text(low, high)
    text = f"level {format.text(low)}" if format.measure is Measure.LEVEL else format.text(low)
    less = "fewer" if format.measure in (Measure.COUNT, Measure.RATE) else "less"
    return f"{text} or {less}" if judged.rule.polarity is Polarity.LOWER and not format.is_yes_no else text


# --- Where everything stands -----------------------------------------------------------------------------------------


def lead_text(tally: Tally, year: str, *, is_running: bool = False) -> str:
    """Pattern 1: `Ten of the 17 indicators that could be judged met their target in 2025/26. Six missed it ...`."""
    judged, met = tally.assessable, tally.counts[Status.GREEN]
    if not tally.total:
        return ""
    if not judged:
        if tally.total == 1:
            why = [f": it {REASONS_IN_WORDS[status][0]}" for status, _ in tally.reasons() if status in REASONS_IN_WORDS]
            return sentence(f"the one indicator could not be judged in {year}{''.join(why)}")
        none = f"none of the {number_text(tally.total)} indicators could be judged in {year}"
        return f"{sentence(none)} {not_judged_text(tally)}"
    that = f"that can be judged so far in {year}" if is_running else "that could be judged"
    verb, end = ("meets" if met == 1 else "meet", "") if is_running else ("met", f" in {year}")
    its = "its" if met == 1 else "their"
    if judged == 1:
        head = f"the one indicator {that} {_of_one(tally, is_running=is_running)}{end}"
        return " ".join(filter(None, [sentence(head), not_judged_text(tally)]))
    many = (
        f"all {number_text(judged)}"
        if met == judged
        else f"{number_text(met) if met else 'none'} of the {number_text(judged)}"
    )
    head = sentence(
        f"{many} indicators {that} {verb if met else verb.rstrip('s')} {its if met else 'their'} target{end}"
    )
    return " ".join(filter(None, [head, missed_text(tally, is_running=is_running), not_judged_text(tally)]))


def _of_one(tally: Tally, *, is_running: bool) -> str:
    if tally.counts[Status.GREEN]:
        return "meets its target" if is_running else "met its target"
    by = "within its margin" if tally.counts[Status.AMBER] else "by more than its margin"
    return f"{'misses' if is_running else 'missed'} its target {by}"


def missed_text(tally: Tally, *, is_running: bool = False) -> str:
    """`Six missed it within their margin and one by more.`; empty where none did."""
    amber, red = tally.counts[Status.AMBER], tally.counts[Status.RED]
    many, one = ("miss", "misses") if is_running else ("missed", "missed")
    parts = []
    if amber:
        parts.append(
            f"{number_text(amber)} {one if amber == 1 else many} it within {'its' if amber == 1 else 'their'} margin"
        )
    if red:
        by_more = (
            "by more"
            if amber
            else f"{one if red == 1 else many} it by more than {'its' if red == 1 else 'their'} margin"
        )
        parts.append(f"{number_text(red)} {by_more}")
    return sentence(" and ".join(parts))


REASONS_IN_WORDS = {
    Status.NOT_YET_MEASURED: ("has never been measured", "have never been measured"),
    Status.NO_TARGET: ("has no target", "have no target"),
    Status.POLARITY_NOT_SET: ("does not say which side is better", "do not say which side is better"),
    Status.CONTEXT_ONLY: ("is for context only", "are for context only"),
    Status.NOT_DUE: ("was not due", "were not due"),
    Status.OVERDUE: ("is overdue", "are overdue"),
    Status.DUE: ("is due and not in", "are due and not in"),
    Status.NOT_AVAILABLE: ("has no figure", "have no figure"),
    Status.NOT_APPLICABLE: ("did not apply", "did not apply"),
    Status.SUSPENDED: ("was suspended", "were suspended"),
    Status.CANNOT_BE_COMPUTED: ("can’t be computed", "can’t be computed"),
    Status.INCOMPLETE: ("is incomplete", "are incomplete"),
}


def not_judged_text(tally: Tally) -> str:
    """`One has never been measured and two are overdue.`; empty where all could be judged."""
    parts = [
        f"{number_text(count)} {REASONS_IN_WORDS[status][count != 1]}"
        for status, count in tally.reasons()
        if status in REASONS_IN_WORDS
    ]
    return sentence(and_text(parts)) if parts else ""


def colours_text(tally: Tally) -> str:
    """`10 of 17 indicators met their target, 6 were amber, 1 was red and 1 was not judged`: of lists and tables."""
    judged, met = tally.assessable, tally.counts[Status.GREEN]
    parts = [f"{met} of {judged} indicators met their target", *_off_target(tally)]
    if judged == 1:
        parts = [f"the one indicator{' judged' if tally.without_colour else ''} {_of_one(tally, is_running=False)}"]
    if tally.without_colour:
        parts.append(f"{tally.without_colour} {'was' if tally.without_colour == 1 else 'were'} not judged")
    return and_text(parts)


def _off_target(tally: Tally) -> Iterator[str]:
    for status in (Status.AMBER, Status.RED):
        if count := tally.counts[status]:
            yield f"{count} {'was' if count == 1 else 'were'} {status.value}"


def so_far_counts_text(tally: Tally) -> str:
    """`7 on target, 4 amber, 2 red, 5 not judged`."""
    words = {Status.GREEN: "on target", Status.AMBER: "amber", Status.RED: "red"}
    parts = [f"{tally.counts[status]} {word}" for status, word in words.items() if tally.counts[status]]
    return ", ".join([*parts, f"{tally.without_colour} not judged"] if tally.without_colour else parts)


def exceptions_text(tally: Tally) -> str:
    """`one red, six amber`; `none` where nothing is off target."""
    parts = [f"{number_text(tally.counts[s])} {s.value}" for s in (Status.RED, Status.AMBER) if tally.counts[s]]
    return ", ".join(parts) or "none"


def running_text(times: int) -> str:
    """`for the second year running`; empty for the first time."""
    if times < 2:
        return ""
    return f"for the {TIMES[times]} year running" if times < len(TIMES) else f"for {times} years running"


def since_text(status: Status, was: Status, since: str) -> str:
    """`Red since April.`, `On target since April.`: what has come since. Empty where it is the same."""
    if not status.is_colour or status is was:
        return ""
    return f"{'On target' if status is Status.GREEN else status.word} since {since}."


def so_far_text(name: str, figure: str, due: str, *, is_on_course: bool) -> str:
    """Pattern 9: `Processes easier to use online: 3 so far, against 5 by now; the rest of last year brought enough.`"""
    head = f"{name}: {figure} so far, against {due} by now"
    return sentence(
        f"{head}; with what the rest of last year brought it would meet the year’s target" if is_on_course else head
    )


def corrected_text(period: str, was: str, now: str, why: str) -> str:
    """Pattern 10: `January to March 2026 was corrected from 83.2% to 83.5%: twelve answers were counted late.`"""
    return sentence(f"{period} was corrected from {was} to {now}: {why[:1].lower()}{why[1:]}")


# --- What people put on record ---------------------------------------------------------------------------------------


def no_reason_text(year: str) -> str:
    """Pattern 3."""
    return f"No reason was recorded for {year}."


NO_REMEDY = "Nothing is on record."

_MONTH = "January|February|March|April|June|July|August|September|October|November|December"
_MAY = r"(?:by|in|to|until|from|of|before|since|and|\d{1,2}) May\b|\bMay \d{4}\b"
_SEASON = "(?<!each )(?<!every )(?:spring|summer|autumn|winter)"
_DAY_OR_YEAR = r"(?:19|20)\d\d\b|\d{1,2}/\d{1,2}/\d{2,4}\b|Q[1-4]\b"
_DATED = re.compile(rf"\b(?:{_MONTH})\b|\b{_MAY}|\b{_SEASON}\b|\b(?:{_DAY_OR_YEAR})")


def names_a_date(text: str) -> bool:
    """Whether words on record say by when: a month, a season, a quarter, a year or a day. “May” may be a verb."""
    return bool(_DATED.search(text))


def lacking_text(lacks: Sequence[str]) -> str:
    """Pattern 4: `No end date given.`, `No owner and no end date given.`; empty where nothing is missing."""
    return sentence(f"{and_text([f'no {what}' for what in lacks])} given") if lacks else ""


# --- Actions ---------------------------------------------------------------------------------------------------------


def actions_lead_text(total: int, late: int, unreported: int, done: int) -> str:
    """`19 of 24 actions are past their due date. On 12 of them nothing was ever reported. Three are completed.`"""
    if not total:
        return ""
    noun, is_done = "action" if total == 1 else "actions", "is" if done == 1 else "are"
    if not late:
        return sentence(f"{of_text(done, total)} {noun} {is_done} completed")
    past = f"{'is' if late == 1 else 'are'} past {'its' if late == 1 else 'their'} due date"
    parts = [f"{of_text(late, total)} {noun} {past}"]
    if unreported == late:
        parts.append(f"nothing was ever reported on {'it' if late == 1 else 'any of them'}")
    elif unreported:
        parts.append(f"on {number_text(unreported)} of them nothing was ever reported")
    return " ".join(map(sentence, [*parts, f"{number_text(done) if done else 'none'} {is_done} completed"]))


def undated_text(total: int, unowned: int, undated: int) -> str:
    """Pattern 11: `None of the seven has an owner or a due date, so this report cannot say whether any is late.`"""
    if total == unowned == undated == 1:
        return "The one action has no owner and no due date, so this report cannot say whether it is late."
    if total and unowned == undated == total:
        cannot = "so this report cannot say whether any is late"
        return f"None of the {number_text(total)} actions has an owner or a due date, {cannot}."
    parts = []
    if unowned:
        parts.append(f"{of_them(unowned, total, 'action')} {'has' if unowned == 1 else 'have'} no owner")
    if undated:
        which = of_text(undated, total) if unowned else of_them(undated, total, "action")
        parts.append(f"{which} {'has' if undated == 1 else 'have'} no due date")
    cannot = f", so it cannot be said whether {'it is' if undated == 1 else 'they are'} late" if undated else ""
    return sentence(f"{and_text(parts)}{cannot}") if parts else ""


# --- Consultations ---------------------------------------------------------------------------------------------------


def open_consultation_text(title: str, closes_on: date) -> str:
    """Pattern 12: of one that is open at the cut-off, whose findings are nobody’s yet."""
    return f"“{title}” is open until {day_text(closes_on)}: its findings come in the next report."


# --- An outcome ------------------------------------------------------------------------------------------------------


def outcome_text(good: str, worst: str) -> str:
    """One good thing, “but” the worst: each is a clause; a single one stands alone."""
    if good and worst:
        return sentence(
            f"{good}, but {worst[:1].lower()}{worst[1:]}" if not worst[:2].isupper() else f"{good}, but {worst}"
        )
    return sentence(good or worst)


def listed(groups: Mapping[str, Iterable[str]]) -> str:
    """`Three moved onto target: A, B and C. Two ...`: heads with what is under each."""
    return " ".join(sentence(f"{head}: {and_text(list(names))}") for head, names in groups.items() if names)
