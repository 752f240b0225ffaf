"""What every command works with: its terminal, where things are, the keys, the clock."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from contracts.terminal import Terminal

if TYPE_CHECKING:
    from warehouse.keys import Keys
    from warehouse.settings import Settings
    from warehouse.zones import Zones

TIME_ZONE = ZoneInfo("Asia/Jakarta")


class Session(Terminal):
    """A terminal with a data root."""

    def __init__(self, settings: "Settings") -> None:
        super().__init__(settings.language)
        self.settings = settings

    @property
    def zones(self) -> "Zones":
        """Every place of the data root."""
        return self.settings.zones

    def keys(self) -> "Keys":
        """The four keys; made, and said so on stderr, by the first command that needs them.

        Raises:
            Problem: The key file is refused, damaged, lost or another's.
        """
        from warehouse.keys import load_or_create

        keys, made = load_or_create(self.settings.key_file, self.zones, self.today())
        if made:
            self.note("cli.keys_made", path=self.settings.key_file)
        return keys

    def now(self) -> datetime:
        """This second, in the time zone of the secretariat."""
        return datetime.now(TIME_ZONE).replace(microsecond=0)

    def today(self) -> date:
        """This day, in the time zone of the secretariat."""
        return self.now().date()
