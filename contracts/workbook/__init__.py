"""The workbooks people get from us: the one to fill in, and the marked-up copy of what they sent.

A template says which contract it follows in two places, because one may be lost on the way through
another program: the document property `kliring_contract` (as `1.0`) and the defined name
`kliring_template_version` (a text constant, as `="1.0"`). The property `kliring_agency` says whose
it is. `HELP_SHEETS` are the sheets of ours without data: the reader passes over them in silence.
"""

from contracts.messages import LANGUAGES, text

CONTRACT_PROPERTY = "kliring_contract"
AGENCY_PROPERTY = "kliring_agency"
VERSION_NAME = "kliring_template_version"
HELP_SHEETS = frozenset(
    text(f"workbook.sheet_{name}", language)
    for name in ("instructions", "codes", "corrections")
    for language in LANGUAGES
)
