from datetime import date

import pytest

from warehouse.keys import load_or_create
from warehouse.zones import Zones


@pytest.fixture
def zones(tmp_path):
    root = tmp_path / "data"
    return Zones(root, root / "restricted")


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "config" / "keys.json"


@pytest.fixture
def keys(zones, key_file):
    return load_or_create(key_file, zones, date(2026, 3, 1))[0]
