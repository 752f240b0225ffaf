"""`python -m orchestration.home`: makes and names the run history of the data root, for Dagster."""

import sys
from pathlib import Path

from warehouse import files
from warehouse.settings import Settings
from warehouse.zones import Zones

# the run history is for people to look at; nothing is sent anywhere
_INSTANCE = b"telemetry:\n  enabled: false\n"


def dagster_home(zones: Zones) -> Path:
    """The folder of the run history: what `kliring run` writes and `dagster dev` shows."""
    # restricted: the text of an error can quote a cell
    home = zones.make(zones.restricted / "dagster")
    configuration = home / "dagster.yaml"
    if not configuration.exists():
        files.write_bytes(configuration, _INSTANCE)
    return home


if __name__ == "__main__":
    sys.stdout.write(str(dagster_home(Settings.load().zones)))
