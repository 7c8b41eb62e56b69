"""Events and the expressions of `start on` and `stop on` (init(5), 0.6.5)."""

import fnmatch
import re
from dataclasses import dataclass, field


class EventError(Exception):
    """A `start on` or `stop on` that 0.6.5 would not parse."""


@dataclass(frozen=True)
class Event:
    """A name and its environment, whose order counts: positional arguments of
    an expression are compared with the values in turn."""

    name: str
    env: tuple[tuple[str, str], ...] = ()


@dataclass
class Match:
    """A leaf: event name and arguments. Stays true until the whole fires."""

    name: str
    arguments: tuple[str, ...]
    happened: bool = False

    def handle(self, event: Event) -> None:
        """Notes `event` when it is the one."""
        if event.name == self.name and self._arguments_fit(event):
            self.happened = True

    def _arguments_fit(self, event: Event) -> bool:
        by_name = dict(event.env)
        for position, argument in enumerate(self.arguments):
            key, operator, wanted = re.fullmatch(r"(?:(\w+)(!?=))?(.*)", argument).groups()
            if key is None:
                if position >= len(event.env):
                    return False
                value, negated = event.env[position][1], False
            else:
                value, negated = by_name.get(key), operator == "!="
            # [!2345] is Upstart's and fnmatch's way to say "none of these".
            if value is None or fnmatch.fnmatchcase(value, wanted) == negated:
                return False
        return True

    def true(self) -> bool:
        """Whether the event has happened since the last reset."""
        return self.happened

    def reset(self) -> None:
        """Forgets."""
        self.happened = False


@dataclass
class Both:
    """`and` or `or` of two expressions."""

    operator: str
    left: object
    right: object = field(default=None)

    def handle(self, event: Event) -> None:
        """Passes `event` to both sides."""
        self.left.handle(event)
        self.right.handle(event)

    def true(self) -> bool:
        """Whether the operator holds for both sides."""
        one, two = self.left.true(), self.right.true()
        return (one and two) if self.operator == "and" else (one or two)

    def reset(self) -> None:
        """Forgets on both sides."""
        self.left.reset()
        self.right.reset()


def parse_expression(words: list[str]):
    """Parses the words after `start on` or `stop on`. Raises EventError."""
    tokens = re.findall(r"\(|\)|[^\s()]+", " ".join(words))
    expression, rest = _operators(tokens)
    if rest:
        raise EventError(f"unexpected '{rest[0]}'")
    return expression


def _operators(tokens: list[str]):
    left, tokens = _operand(tokens)
    while tokens and tokens[0] in ("and", "or"):
        operator = tokens[0]
        right, tokens = _operand(tokens[1:])
        left = Both(operator, left, right)
    return left, tokens


def _operand(tokens: list[str]):
    if not tokens or tokens[0] in ("and", "or", ")"):
        raise EventError("expected an event")
    if tokens[0] == "(":
        inner, rest = _operators(tokens[1:])
        if not rest or rest[0] != ")":
            raise EventError("mismatched parentheses")
        return inner, rest[1:]
    end = 1
    while end < len(tokens) and tokens[end] not in ("and", "or", "(", ")"):
        end += 1
    return Match(tokens[0], tuple(tokens[1:end])), tokens[end:]
