"""What the forms of exploitation in a file say of the figures by form, in which one counts often.

A record shows one form alone, one of a group, that there were several (`JAMAK`, maybe in a group
too), or that none is known. So a form, or those of a group together, are suffered by no fewer than
show it, and by no more than all without those who show another one alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from transforms.disclosure.microdata.recoding import UNKNOWN

SEVERAL = "JAMAK"


@dataclass(frozen=True)
class Bound:
    """A sum of figures of one set that is no less than a sum of records.

    Attributes:
        name: What the sum counts.
        victims: How often the count of all victims of the set is in it.
        forms: How often the figure of each form (and of `U`, none known) is.
        records: Codes of the file and how often their records are subtracted.
    """

    name: str
    victims: int
    forms: Mapping[str, int]
    records: Mapping[str, int]


def bounds(
    shown: Iterable[str], codes: Mapping[str, tuple[str, ...]], forms: Sequence[str]
) -> Iterator[Bound]:
    """All bounds of one set.

    Args:
        shown: Codes of the file of the records in the set.
        codes: Per code of the file the forms (and `JAMAK`, `U`) that it stands for.
        forms: All forms that there are.
    """
    shown = list(shown)
    single = {code: codes[code] for code in shown if not {SEVERAL, UNKNOWN} & {*codes[code]}}
    several = [code for code in shown if codes[code] == (SEVERAL,)]
    for code, of in single.items():
        yield Bound(f"any of {code}", 0, dict.fromkeys(of, 1), {code: 1})
        if len(of) > 1:  # each of them suffered one of these alone
            others = {c: len(of) for c, theirs in single.items() if not {*of} & {*theirs}}
            forms_of = {**dict.fromkeys(of, -1), UNKNOWN: -len(of)}
            yield Bound(f"one of {code}", len(of), forms_of, {**others, code: len(of) - 1})
    yield Bound(UNKNOWN, 0, {UNKNOWN: 1}, {c: 1 for c in shown if codes[c] == (UNKNOWN,)})
    known = [code for code in shown if codes[code] != (UNKNOWN,)]
    yield Bound("known", 1, {UNKNOWN: -1}, dict.fromkeys(known, 1))
    for form in forms:
        without = [code for code, of in single.items() if form not in of]
        yield Bound(f"not {form}", 1, {form: -1, UNKNOWN: -1}, dict.fromkeys(without, 1))
    covered = {**dict.fromkeys(forms, 1), UNKNOWN: 1}  # whoever is known has a form
    yield Bound("several", -1, covered, dict.fromkeys(several, 1))
    for form in forms if several else ():  # who suffered several suffered another one too
        sure = [code for code, of in single.items() if form not in of]
        rest = dict.fromkeys((one for one in forms if one != form), 1)
        yield Bound(f"any but {form}", 0, rest, dict.fromkeys([*sure, *several], 1))
