"""Formulas over other indicators: `[1.2] / [1.3] * 100`. Inputs first, then the formula (rules 1.2, 3.2).

A formula knows references, numbers, + - * / and round brackets, and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from .numbers import IN_FULL, LARGEST, Format, Missing, Number, divided, kept

LONGEST = 500
DEEPEST = 20
"""Brackets within brackets, and minus signs in a row, that a formula may have."""

EXAMPLE = "[1.2] / [1.3] * 100"
SIDE_BY_SIDE = "two values stand side by side. Put + - * or / between them."

_TOKEN = re.compile(
    r"(?P<space>\s*)(?:(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
    r"|\[\s*(?P<reference>[0-9]+\.[0-9]+)\s*\]"
    r"|(?P<sign>[-+*/()×÷−–]))"
)
_SIGNS = {"×": "*", "÷": "/", "−": "-", "–": "-"}
_PRINTED = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − "}


class WrongFormula(ValueError):
    """The text is not a formula. `position` is the character, from 1, at which reading stopped."""

    def __init__(self, position: int, problem: str):
        super().__init__(f"At character {position}: {problem}")
        self.position = position


class Circle(ValueError):
    """A formula needs its own result. `chain` names who refers to whom, the first again at the end."""

    def __init__(self, chain: tuple[str, ...]):
        super().__init__(
            f"The formulas go round in a circle: {' needs '.join(chain)}. Take one of these references out."
        )
        self.chain = chain


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


@dataclass(frozen=True)
class _Value:
    token: _Token


@dataclass(frozen=True)
class _Minus:
    inner: "_Node"


@dataclass(frozen=True)
class _Operation:
    sign: str
    left: "_Node"
    right: "_Node"


_Node = _Value | _Minus | _Operation


@dataclass(frozen=True)
class Formula:
    """A formula that was read. `text` is as typed, `references` are the indicators it needs, each once."""

    text: str
    references: tuple[str, ...]
    _tokens: tuple[_Token, ...]
    _root: _Node

    def evaluate(self, inputs: Mapping[str, Number]) -> Number:
        """The result, worked out in whole fractions and rounded once, as it is stored; or why there is none.

        An input that is missing makes the result missing: for the reason that all inputs share, else *incomplete* if
        something is still to be entered, else the reason of those that are missing. A zero divisor can't be computed,
        nor can a result that is too large to be stored and printed.
        """
        known = {name: inputs.get(name, Missing.NOT_ENTERED) for name in self.references}
        reason = _reason(list(known.values()))
        if reason is not None:
            return reason
        try:
            result = _result(self._root, known)
        except ZeroDivisionError:
            return Missing.CANNOT_BE_COMPUTED
        if abs(result) >= LARGEST:
            return Missing.CANNOT_BE_COMPUTED
        return kept(divided(Decimal(result.numerator), Decimal(result.denominator)))

    def is_too_large(self, inputs: Mapping[str, Decimal]) -> bool:
        """Whether these inputs, all of them there, give a result that can't be stored and printed."""
        try:
            return abs(_result(self._root, inputs)) >= LARGEST
        except ZeroDivisionError:
            return False

    def working(self, inputs: Mapping[str, Number], format: Format) -> str:
        """The sum that an auditor can redo: `[1.2] ÷ [1.3] × 100 = 2,431 ÷ 2,830 × 100 = 85.9%`."""
        names = "".join(_printed(token, before, None) for before, token in self._with_before())
        sum_ = "".join(_printed(token, before, inputs) for before, token in self._with_before())
        return f"{names} = {sum_} = {format.text(self.evaluate(inputs))}"

    def _with_before(self) -> list[tuple[_Token | None, _Token]]:
        return list(zip((None, *self._tokens), self._tokens, strict=False))


def parse(text: str) -> Formula:
    """Read a formula as a person types it, × ÷ − included. Raises WrongFormula, which says where and what to do."""
    if len(text) > LONGEST:
        raise WrongFormula(LONGEST + 1, f"a formula has {LONGEST} characters at most. Split it over two indicators.")
    tokens = _tokens(text)
    if not tokens:
        raise WrongFormula(1, f"nothing is written. Write a formula such as {EXAMPLE}")
    root = _Parser(tokens, len(text) + 1).whole()
    for token in tokens:
        if token.kind == "number" and Decimal(token.text.replace(",", "")) >= LARGEST:
            raise WrongFormula(
                token.position, "this number is too large. A number has 15 digits before the point at most."
            )
    references = tuple(dict.fromkeys(token.text for token in tokens if token.kind == "reference"))
    if not references:
        raise WrongFormula(1, f"no indicator is named. Write its number in square brackets, as in {EXAMPLE}")
    return Formula(text.strip(), references, tokens, root)


def in_order(formulas: Mapping[str, Formula]) -> list[str]:
    """The indicators with a formula, each after those that it needs. Raises Circle."""
    try:
        order = TopologicalSorter({name: formula.references for name, formula in formulas.items()}).static_order()
        return [name for name in order if name in formulas]
    except CycleError as error:
        raise Circle(tuple(reversed(error.args[1]))) from None


def check_for_circles(formulas: Mapping[str, Formula]) -> None:
    """Refuse formulas of which one needs its own result, by whatever way round. Raises Circle, which names the way."""
    in_order(formulas)


def _tokens(text: str) -> tuple[_Token, ...]:
    found, place, end = [], 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, place)
        typed = match[match.lastgroup]
        found.append(_Token(match.lastgroup, _SIGNS.get(typed, typed), match.end("space") + 1))
        place = match.end()
    return tuple(found)


def _unreadable(text: str, place: int) -> WrongFormula:
    rest = text[place:].lstrip()
    position = len(text) - len(rest) + 1
    if rest.startswith("["):
        return WrongFormula(position, "a reference is an indicator’s number in square brackets, such as [1.2].")
    return WrongFormula(
        position,
        f"“{rest[0]}” can’t stand in a formula. Use references such as [1.2], numbers, + - * / and round brackets.",
    )


class _Parser:
    """Reads by recursive descent: a sum of products of values, left before right."""

    def __init__(self, tokens: tuple[_Token, ...], end: int):
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.end = _Token("end", "", end)

    @property
    def next(self) -> _Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else self.end

    def take(self) -> _Token:
        token = self.next
        self.place += 1
        return token

    def whole(self) -> _Node:
        root = self.sum()
        if self.next.text == ")":
            raise WrongFormula(self.next.position, "this “)” closes nothing. Remove it, or add a “(” before.")
        if self.next is not self.end:
            raise WrongFormula(self.next.position, SIDE_BY_SIDE)
        return root

    def sum(self) -> _Node:
        left = self.product()
        while self.next.text in ("+", "-"):
            left = _Operation(self.take().text, left, self.product())
        return left

    def product(self) -> _Node:
        left = self.value()
        while self.next.text in ("*", "/"):
            left = _Operation(self.take().text, left, self.value())
        return left

    def value(self) -> _Node:
        token = self.take()
        if token.kind in ("number", "reference"):
            return _Value(token)
        if token.text not in ("-", "("):
            raise WrongFormula(token.position, "a reference, a number or a “(” is missing here.")
        self.depth += 1
        if self.depth > DEEPEST:
            raise WrongFormula(token.position, "too many brackets or minus signs in one another. Make it simpler.")
        node = _Minus(self.value()) if token.text == "-" else self.bracket(token)
        self.depth -= 1
        return node

    def bracket(self, opened: _Token) -> _Node:
        inner = self.sum()
        if self.next is self.end:
            raise WrongFormula(opened.position, "this “(” is not closed. Add a “)”.")
        if self.next.text != ")":
            raise WrongFormula(self.next.position, SIDE_BY_SIDE)
        self.take()
        return inner


def _reason(numbers: list[Number]) -> Missing | None:
    """Why nothing can be worked out from these inputs, or None if all are there."""
    missing = {number for number in numbers if isinstance(number, Missing)}
    if not missing:
        return None
    if len(missing) == 1 and not any(isinstance(number, Decimal) for number in numbers):
        return missing.pop()
    if missing & {Missing.NOT_ENTERED, Missing.INCOMPLETE}:
        return Missing.INCOMPLETE
    return missing.pop() if len(missing) == 1 else Missing.NOT_AVAILABLE


def _result(node: _Node, known: Mapping[str, Number]) -> Fraction:
    if isinstance(node, _Value):
        return Fraction(known[node.token.text] if node.token.kind == "reference" else node.token.text.replace(",", ""))
    if isinstance(node, _Minus):
        return -_result(node.inner, known)
    left, right = _result(node.left, known), _result(node.right, known)
    match node.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right


def _printed(token: _Token, before: _Token | None, inputs: Mapping[str, Number] | None) -> str:
    """A token as it is printed; with `inputs`, a reference as its figure."""
    if token.kind == "sign":
        is_unary = token.text == "-" and (before is None or before.text in tuple("+-*/("))
        return "−" if is_unary else _PRINTED.get(token.text, token.text)
    if token.kind == "number":
        return token.text
    if inputs is None:
        return f"[{token.text}]"
    number = inputs.get(token.text, Missing.NOT_ENTERED)
    text = IN_FULL.text(number)
    return f"({text})" if isinstance(number, Decimal) and number < 0 else text
