"""How offices write one name in many ways: variants, old spelling, slips, titles, initials.

Each change takes a name and a number in [0, 1) that decides which of its forms comes out, so that
whole columns can be changed with one draw.
"""

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from contracts.synthetic.draws import Strings, chance, filled, only
from contracts.synthetic.names import word_lists, words
from contracts.synthetic.parameters import Profile

_OLD = (("sy", "sj"), ("ny", "nj"), ("kh", "ch"), ("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))
_NEIGHBOURS = (("i", "y"), ("f", "p"), ("v", "f"), ("z", "j"), ("d", "t"), ("ai", "ae"), ("h", ""))
_TITLES_MALE = ("H. ", "Tn. ", "Sdr. ", "Bpk ", "Drs. ", "Ust. ")
_TITLES_FEMALE = ("Hj. ", "Ny. ", "Sdri. ", "Nn. ", "Ibu ", "NY ")


def recorded(
    rng: np.random.Generator,
    names: Strings,
    fathers: Strings,
    women: np.ndarray,
    profile: Profile,
) -> Strings:
    """The names as one kind of record has them, null where there is none.

    Args:
        rng: Random stream.
        names: Full names; null for who has none.
        fathers: A name of the father, for bin and binti.
        women: Whether each is a woman.
        profile: Rates of each kind of change.
    """
    written, known = names.copy(), filled(names)
    size = len(names)

    def change(share: float, form: Callable[[str, float], str]) -> None:
        pick, draw = chance(rng, size, share) & known, rng.random(size)
        for i in np.flatnonzero(pick):
            written[i] = form(written[i], draw[i])

    change(profile.dropped_token, drop_token)
    change(0.35, variant)  # common names have no one spelling; who has none of them is untouched
    change(profile.spelling, neighbour_letters)
    change(profile.old_spelling, old_spelling)
    change(profile.typo, slip)
    change(profile.swapped_tokens, swap_tokens)
    change(profile.fused_tokens, lambda name, _: name.replace(" ", "", 1))
    child_of = chance(rng, size, profile.patronym) & known
    written[child_of] = (
        written[child_of] + np.where(women, " binti ", " bin ")[child_of] + fathers[child_of]
    )
    titled, draw = chance(rng, size, profile.title) & known, rng.random(size)
    for i in np.flatnonzero(titled):
        titles = _TITLES_FEMALE if women[i] else _TITLES_MALE
        written[i] = titles[int(draw[i] * len(titles))] + written[i]
    change(profile.initials, initials)
    missing = chance(rng, size, profile.no_name)
    return only(~missing, written)


@cache
def variants() -> dict[str, tuple[str, ...]]:
    """Accepted spellings of very frequent names."""
    return {k: tuple(words(v)) for k, v in word_lists()["spelling"].items()}


def variant(name: str, draw: float) -> str:
    """One word of the name in another accepted spelling (Muhammad, Mohd., M.)."""
    tokens, known = name.split(), variants()
    for i, token in enumerate(tokens):
        if token in known:
            forms = known[token]
            tokens[i] = forms[int(draw * len(forms))]
            return " ".join(tokens)
    return name


def old_spelling(name: str, draw: float) -> str:
    """The spelling from before 1972, for one of its letters (u as oe, j as dj …)."""
    start = int(draw * len(_OLD))
    for new, old in _OLD[start:] + _OLD[:start]:
        if new in name.lower()[1:]:
            return name[0] + name[1:].replace(new, old)
    return name


def neighbour_letters(name: str, draw: float) -> str:
    """One letter for another that sounds the same (i and y, f and p)."""
    start = int(draw * len(_NEIGHBOURS))
    for one, other in _NEIGHBOURS[start:] + _NEIGHBOURS[:start]:
        at = name.rfind(one)
        if at > 0 and name[at - 1] != " ":
            return name[:at] + other + name[at + len(one) :]
    return name


def slip(name: str, draw: float) -> str:
    """One slip of the hand: a letter doubled, left out, or changed with the next."""
    at = 1 + int(draw * 1000) % max(len(name) - 2, 1)
    if at + 1 >= len(name) or " " in name[at - 1 : at + 2]:
        return name
    kind = int(draw * 3)
    if kind == 0:
        return name[: at + 1] + name[at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def drop_token(name: str, draw: float) -> str:
    """One of several words left out."""
    tokens = name.split()
    if len(tokens) > 1:
        del tokens[int(draw * len(tokens))]
    return " ".join(tokens)


def swap_tokens(name: str, draw: float) -> str:
    """Two neighbouring words changed round."""
    tokens = name.split()
    if len(tokens) > 1:
        at = int(draw * (len(tokens) - 1))
        tokens[at], tokens[at + 1] = tokens[at + 1], tokens[at]
    return " ".join(tokens)


def initials(name: str, draw: float) -> str:
    """First letters only, as courts and the press write victims: `S.`, `SM`, `S. M.`."""
    letters = [t[0].upper() for t in re.split(r"[ .]+", name) if t and t[0].isalpha()]
    if draw < 0.4:
        return "".join(f"{x}." for x in letters)
    if draw < 0.7:
        return " ".join(f"{x}." for x in letters)
    return "".join(letters) if len(letters) > 1 else f"{letters[0]}."
