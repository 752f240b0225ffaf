"""Where things are in the site, told from one of its pages: relative, so that it opens anywhere."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from warehouse.reports.marks import Marks

INDEX, HISTORY, METHODS, CODEBOOK = "index.html", "history.html", "methods.html", "codebook.html"
MENU = (("front", INDEX), ("history", HISTORY), ("methods", METHODS), ("codebook", CODEBOOK))
FILES, SUMS = "files", "SHA256SUMS"
_FIRST = "id"  # its pages stand at the top, those of the other language in a folder of their own
_OTHER = {"id": "en", "en": "id"}


def file_place(release: str, name: str) -> str:
    """Where a file of a release stands; both languages have it in common."""
    return f"{FILES}/{release}/{name}"


def release_page(release: str) -> str:
    """Where the page of a release stands, within its language."""
    return f"releases/{release}.html"


@dataclass(frozen=True)
class Here:
    """A page: its language, its path within it, what it says of itself."""

    language: str
    path: str
    marks: Marks = ()

    @property
    def place(self) -> str:
        """Where it stands in the site."""
        return _place(self.language, self.path)

    @property
    def other(self) -> "Here":
        """The same page in the other language."""
        return replace(self, language=_OTHER[self.language])

    def page(self, path: str, language: str | None = None) -> str:
        """The link to a page, in the same language unless another is named."""
        return self._up + _place(language or self.language, path)

    def file(self, release: str, name: str) -> str:
        """The link to a file of a release."""
        return self._up + quote(file_place(release, name))

    @property
    def _up(self) -> str:
        return "../" * self.place.count("/")


def _place(language: str, path: str) -> str:
    return path if language == _FIRST else f"{language}/{path}"
