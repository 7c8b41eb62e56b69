"""Which packages a request brings in. Pure: no file, no network."""

from dataclasses import dataclass, field
from typing import Iterable

from .metadata import Offer
from .packages import Package, newer


class ResolveError(Exception):
    """A requirement that nothing provides, in yum's words."""


@dataclass
class Plan:
    """What a transaction does: packages asked for, and those they need."""

    wanted: list[Offer] = field(default_factory=list)
    dependencies: list[Offer] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    known: bool = False

    @property
    def all(self) -> list[Offer]:
        """Dependencies first, the order in which they are installed."""
        return [*self.dependencies, *self.wanted]


def best_offer(offers: Iterable[Offer], wanted: str) -> Offer | None:
    """The newest offer that answers to `wanted`; of equal ones the first."""
    best = None
    for offer in offers:
        if offer.package.answers_to(wanted):
            if best is None or newer(offer.package, best.package):
                best = offer
    return best


def _add_requirements(plan: Plan, offer: Offer, offers: list[Offer], have: set[str]) -> None:
    for requirement in offer.requires:
        if requirement in have:
            continue
        found = best_offer(offers, requirement)
        if found is None:
            package = offer.package
            raise ResolveError(
                f"Package: {package.nvra} ({package.repository})\n           Requires: {requirement}"
            )
        have.add(requirement)
        _add_requirements(plan, found, offers, have)
        if found not in plan.wanted:
            plan.dependencies.append(found)


def plan_install(names: list[str], offers: list[Offer], installed: list[Package]) -> Plan:
    """Plans `yum install NAME...`.

    A name that nobody offers becomes a message and is otherwise passed over;
    an installed package is updated when a newer one is offered.
    Raises ResolveError where a requirement has no provider.
    """
    plan = Plan()
    for name in names:
        present = next((p for p in installed if p.answers_to(name)), None)
        offer = best_offer(offers, name)
        if present and (offer is None or not newer(offer.package, present)):
            plan.known = True
            plan.messages.append(f"Package {present.nvra} already installed and latest version")
        elif offer is None:
            plan.messages.append(f"No package {name} available.")
        elif offer not in plan.wanted:
            plan.wanted.append(offer)
    _close(plan, offers, installed)
    return plan


def plan_update(names: list[str], offers: list[Offer], installed: list[Package]) -> Plan:
    """Plans `yum update [NAME...]`: installed packages with a newer offer.

    A name that is offered but not installed is passed over with a message.
    """
    plan = Plan()
    for name in names or [p.name for p in installed]:
        present = next((p for p in installed if p.answers_to(name)), None)
        offer = best_offer(offers, name)
        if present is None and offer is not None:
            plan.messages.append(f"Package(s) {name} available, but not installed.")
        elif present is None:
            plan.messages.append(f"No Packages marked for Update: {name}")
        elif offer is not None and newer(offer.package, present):
            plan.wanted.append(offer)
    _close(plan, offers, installed)
    return plan


def _close(plan: Plan, offers: list[Offer], installed: list[Package]) -> None:
    have = {p.name for p in installed} | {o.package.name for o in plan.wanted}
    for offer in list(plan.wanted):
        _add_requirements(plan, offer, offers, have)
