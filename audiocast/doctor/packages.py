"""Packages that an extra of audiocast brings: which of them are missing, or of a version that will not do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import zip_longest

from audiocast.doctor.check import Check

Installed = Callable[[str], str | None]
"""Takes a package's name, returns its version, or None when it is not installed."""

EXTRAS = {
    "html": "articles from web pages",
    "dask": "speaking on several machines",
    "listen": "the listening check",
}
"""Extras that are no engine's, and what each is for."""


@dataclass(frozen=True, slots=True)
class Need:
    """A package and the versions that will do, as in PEP 440: ``>=7.3.1,<8``; empty for any."""

    package: str
    versions: str


def installed_version(package: str) -> str | None:
    """Return the version of an installed package, else None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def own_requirements() -> Sequence[str]:
    """Return what audiocast's own package requires, extras and all."""
    return requires("audiocast") or ()


def needs(requirements: Iterable[str], extra: str) -> tuple[Need, ...]:
    """Return what ``extra`` brings.

    Args:
        requirements: as package metadata has them (PEP 508): ``edge-tts<8,>=7.3.1; extra == 'edge'``.
        extra: its name.
    """
    found = []
    for requirement in requirements:
        wanted, _, marker = requirement.partition(";")
        match = re.match(r"\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*\(?([^()]*)\)?", wanted)
        if match and re.search(rf"""extra\s*==\s*['"]{re.escape(extra)}['"]""", marker):
            found.append(Need(match[1], match[2].strip()))
    return tuple(found)


def lacking(wanted: Iterable[Need], installed: Installed) -> list[str]:
    """Return a few words on each package that is missing or of a version that will not do."""
    words = []
    for need in wanted:
        there = installed(need.package)
        if there is None:
            words.append(f"{need.package} is not installed")
        elif not fits(there, need.versions):
            words.append(f"{need.package} {there} is installed, {need.versions} is needed")
    return words


def fits(there: str, versions: str) -> bool:
    """Whether a version is within limits, by its release numbers alone; a clause that is none of ours says yes."""
    compare: dict[str, Callable[[int], bool]] = {
        ">=": lambda order: order >= 0,
        "<=": lambda order: order <= 0,
        "==": lambda order: order == 0,
        "!=": lambda order: order != 0,
        ">": lambda order: order > 0,
        "<": lambda order: order < 0,
    }
    clauses = (re.fullmatch(r"\s*(>=|<=|==|!=|>|<)\s*([0-9.]+)\s*", clause) for clause in versions.split(","))
    return all(compare[clause[1]](_order(there, clause[2])) for clause in clauses if clause)


def extra_check(extra: str, wanted: Sequence[Need], installed: Installed) -> Check:
    """Return whether an extra is there; one that is not is off, which is nobody's fault."""
    purpose = EXTRAS[extra]
    missing = lacking(wanted, installed)
    if missing:
        return Check(f"extra {extra}", "off", f"{purpose}: {'; '.join(missing)}", f"pip install 'audiocast[{extra}]'")
    return Check(f"extra {extra}", "ok", f"{purpose}: {versions_in_words(wanted, installed)}")


def versions_in_words(wanted: Iterable[Need], installed: Installed) -> str:
    """Return the installed packages with their versions; those that hold nothing but a model are left out."""
    shown = (need.package for need in wanted if not re.search("model|-part[0-9]", need.package))
    return ", ".join(f"{package} {installed(package)}" for package in shown)


def _order(left: str, right: str) -> int:
    for one, other in zip_longest(_release(left), _release(right), fillvalue=0):
        if one != other:
            return 1 if one > other else -1
    return 0


def _release(text: str) -> list[int]:
    match = re.match(r"\d+(?:\.\d+)*", text)
    return [int(number) for number in match[0].split(".")] if match else []
