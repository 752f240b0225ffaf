"""Two states of one root: while a run goes on people read on; a blocked run publishes nothing."""

import duckdb
import pytest

from contracts.synthetic import canaries

pytestmark = pytest.mark.slow


def test_published_file_opens_read_only_while_another_holds_it(world) -> None:
    path = world.home / "published" / "current" / "kliring.duckdb"
    with duckdb.connect(str(path), read_only=True) as held:
        assert held.execute("select count(*) from marts.fct_victims").fetchone()
        world.kliring("run", "--full")
        assert held.execute("select count(*) from marts.fct_victims").fetchone()


def test_identifier_in_the_open_zone_blocks_the_publication(world) -> None:
    planted = world.home / "logs" / "planted.log"
    planted.write_text(f"{canaries.VICTIM.name} {canaries.VICTIM.nik}\n")
    try:
        said = world.kliring("run", "--full", expect=3)
        assert "no_direct_identifiers" in said
        assert canaries.VICTIM.name not in said
    finally:
        planted.unlink()
    world.kliring("run", "--full")
