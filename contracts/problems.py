"""A fault the user can mend: wording by key, so that it is said in the language of the session.

Every module may raise one; only the command line turns it into a line and an exit code. The values
are places in a sentence and never hold what a class D column holds.
"""

from enum import IntEnum

from contracts import messages


class ExitCode(IntEnum):
    """What the command `kliring` answers to the shell."""

    DONE = 0
    FAULT_IN_DATA = 1
    WRONG_USE = 2  # or a wrong set-up
    BLOCKED = 3  # stopped by a blocking check


class Problem(Exception):  # noqa: N818 - it is a fault in what was asked, not always an error
    """One clear sentence that says what is wrong and how to mend it.

    A value `further` is how many more of the kind were found; the sentence says so at `{and_more}`,
    if there are any.
    """

    def __init__(
        self, key: str, /, *, exit_code: ExitCode = ExitCode.WRONG_USE, **values: object
    ) -> None:
        super().__init__(key)
        self.key = key
        self.exit_code = exit_code
        self.values = values

    def sentence(self, language: str) -> str:
        """The sentence in that language, on one line; so is a problem that stands in it."""
        told = {
            name: value.sentence(language) if isinstance(value, Problem) else value
            for name, value in self.values.items()
        }
        further = told.get("further")
        told["and_more"] = (
            messages.text("terminal.and_more", language, further=further) if further else ""
        )
        return " ".join(messages.text(self.key, language, **told).split())

    def details(self, language: str) -> list[str]:
        """Lines that stand below the sentence on a screen; most problems need none."""
        del language
        return []

    def document(self, language: str) -> dict[str, object]:
        """What a command that answers in JSON tells: the sentence and its name, some more."""
        return {"refused": self.key, "sentence": self.sentence(language)}

    def __str__(self) -> str:
        return self.sentence("en")
