"""When two names under one NIK are hardly one person's."""

import pytest

from contracts.rules.same_nik import are_different


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("SITI AMINAH", "SITI AMINNAH", False),
        ("SITI AMINAH", "AMINAH", False),
        ("SITI AMINAH", "S. AMINAH", False),
        ("S.", "SITI AMINAH", False),
        ("ACHMAD FAUZI", "AHMAD FAUZI", False),
        ("AHMAD BIN FAUZI", "FAUZI AHMAD", False),
        ("SITI AMINAH", "SITI RAHAYU", True),
        ("SITI AMINAH", "BUDI SANTOSO", True),
        ("BUDI", "BUDI SANTOSO", False),
        ("BUDI", "RUDI", True),
        ("PUTRIINDAH RAHAU", "PUTRI INDAH RAHAYU", False),
        ("MUHAMMAD AZIZ", "MOHAMAD AZIZ BIN TRI", False),
        ("AGOES MULYANA", "AGUS M.", False),
        ("ARIF SAMSURI", "HOSNIYAH", True),
    ],
)
def test_names(one: str, other: str, different: bool) -> None:
    assert are_different(one, other) is different
    assert are_different(other, one) is different
