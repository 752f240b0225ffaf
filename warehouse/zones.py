"""Every place in the data root and in the restricted root. The only module that builds paths.

The restricted root may lie elsewhere, so that its permissions and backups differ; every folder in
it is made for its owner alone. Nothing here reads the environment or the clock.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from contracts.problems import Problem
from warehouse.address import Address

_NAME = re.compile(r"[a-z0-9_]+")
_RELEASE = re.compile(r"(annual|regional|incidental|microdata|synthetic)-[0-9a-z]+(-[0-9a-z]+)*")
_VINTAGE = re.compile(r"[0-9a-z-]+")

RESTRICTED_MODE = 0o700
OPEN_MODE = 0o755


@dataclass(frozen=True)
class Zones:
    """The two roots and every place in them."""

    home: Path
    restricted: Path

    # The restricted root: landing
    @property
    def landing(self) -> Path:
        """Submissions as received, sealed."""
        return self.restricted / "landing"

    @property
    def withdrawals(self) -> Path:
        """Tombstones."""
        return self.landing / "withdrawals"

    @property
    def arriving(self) -> Path:
        """Submissions that are being written and do not count yet."""
        return self.landing / "arriving"

    @property
    def keys_in_use(self) -> Path:
        """Ids (never keys) of what the data in this root are sealed and named with."""
        return self.restricted / "keys_in_use.json"

    def period(self, address: Address) -> Path:
        """Folder of all revisions for one agency, unit and period."""
        return self.landing / address.agency / address.unit / address.period

    def revision(self, address: Address, revision: int) -> Path:
        """Folder of one revision."""
        return self.period(address) / f"r{revision}"

    def content(self, address: Address, revision: int) -> Path:
        """The sealed files of one revision."""
        return self.revision(address, revision) / "content.enc"

    def receipt(self, address: Address, revision: int) -> Path:
        """The receipt of one revision."""
        return self.revision(address, revision) / "receipt.json"

    def tombstone(self, address: Address, through: int) -> Path:
        """Withdrawal of one agency, unit and period up to a revision."""
        name = f"{address.agency}__{address.unit}__{address.period}__r{through}.json"
        return self.withdrawals / name

    @property
    def fictitious(self) -> Path:
        """Extracts of the demo; their truth lies beside them."""
        return self.restricted / "fictitious" / "extracts"

    @property
    def demo_keys(self) -> Path:
        """Keys of the demo's reviewers, who are nobody."""
        return self.restricted / "fictitious" / "reviewers"

    # The restricted root: what the pipeline derives
    def validated(self, agency: str, period: str, name: str) -> Path:
        """Sealed frame of one agency and period: a record type, findings, outcomes or counts."""
        folder = self.restricted / "validated" / agency / period
        return folder / f"{_name(name)}.parquet.enc"

    def pseudonymised(self, agency: str, period: str, name: str) -> Path:
        """Frame of one agency and period: a record type, persons or documents."""
        folder = self.restricted / "pseudonymised" / agency / period
        return folder / f"{_name(name)}.parquet"

    def linked(self, name: str) -> Path:
        """Frame of the linked zone: persons, cases, crosswalk, pairs, review, decisions."""
        return self.restricted / "linked" / f"{_name(name)}.parquet"

    def model(self, name: str) -> Path:
        """A linkage model trained here, by its hash."""
        return self.restricted / "linked" / "models" / f"{_name(name)}.json"

    @property
    def model_in_use(self) -> Path:
        """Which trained model a run uses, and which it used before."""
        return self.model("in_use")

    @property
    def derived(self) -> tuple[Path, ...]:
        """Folders that only a run writes: what a killed one left half written is swept there."""
        zones = ("validated", "pseudonymised", "linked")
        return (*(self.restricted / z for z in zones), self.home / "warehouse", self.reports)

    # The open root
    @property
    def sources(self) -> Path:
        """Folder of the cleared tables that dbt reads."""
        return self.home / "warehouse" / "sources"

    def source(self, name: str) -> Path:
        """One cleared table."""
        return self.sources / f"{_name(name)}.parquet"

    @property
    def database(self) -> Path:
        """The DuckDB file that dbt builds; one writer, not for people."""
        return self.home / "warehouse" / "kliring.duckdb"

    @property
    def published(self) -> Path:
        """Folder of all vintages."""
        return self.home / "published"

    @property
    def current(self) -> Path:
        """The vintage people open: a link that is replaced in one step."""
        return self.published / "current"

    def vintage(self, vintage: str) -> Path:
        """Folder of one vintage."""
        if not _VINTAGE.fullmatch(vintage):
            raise Problem("storage.vintage_unknown", vintage=vintage)
        return self.published / vintage

    @property
    def reports(self) -> Path:
        """Reports from a published release."""
        return self.home / "reports"

    @property
    def draft_reports(self) -> Path:
        """Reports that no release stands behind."""
        return self.reports / "draft"

    @property
    def logs(self) -> Path:
        """Folder of the logs."""
        return self.home / "logs"

    @property
    def log(self) -> Path:
        """What the commands did: JSON lines, no identifier."""
        return self.logs / "kliring.jsonl"

    @property
    def last_run(self) -> Path:
        """When the last run was and how it ended."""
        return self.logs / "last_run.json"

    @property
    def release(self) -> Path:
        """Tables after disclosure control, manifests, certificates, ledger."""
        return self.home / "release"

    @property
    def site(self) -> Path:
        """The public site: published releases and nothing else, to be copied as it is."""
        return self.home / "site"

    @property
    def knowledge(self) -> Path:
        """What outsiders know already, where anything of it was written down."""
        return self.release / "knowledge.csv"

    @property
    def ledger(self) -> Path:
        """What was proposed, reviewed, published and withdrawn: JSON lines, only appended to."""
        return self.release / "ledger.jsonl"

    @property
    def ledger_head(self) -> Path:
        """Number and digest of the ledger's last entry, so that an end cut off is seen."""
        return self.release / "head.json"

    @property
    def reviewers(self) -> Path:
        """Public keys of those who may review."""
        return self.release / "reviewers"

    def reviewer(self, name: str) -> Path:
        """The public key of one reviewer."""
        if not _NAME.fullmatch(name):
            raise Problem("release.name_malformed", name=name)
        return self.reviewers / f"{name}.json"

    @property
    def proposals(self) -> Path:
        """Folder of all proposals."""
        return self.release / "proposals"

    def proposal(self, release: str) -> Path:
        """Folder of a proposed release: what its reviewers look at."""
        return self.proposals / _release(release)

    def released(self, release: str) -> Path:
        """Folder of a published release."""
        return self.release / _release(release)

    @property
    def release_secrets(self) -> Path:
        """Folder of what is secret of all releases."""
        return self.restricted / "releases"

    def release_secret(self, release: str) -> Path:
        """True values and certificate of a release."""
        return self.release_secrets / _release(release)

    # What is held while something is written
    @property
    def landing_lock(self) -> Path:
        """Held while submissions are stored or withdrawn."""
        return self.home / ".landing.lock"

    @property
    def run_lock(self) -> Path:
        """Held while a run materialises."""
        return self.home / ".run.lock"

    @property
    def release_lock(self) -> Path:
        """Held while a release moves on."""
        return self.home / ".release.lock"

    def is_restricted(self, path: Path) -> bool:
        """Whether a path lies in the restricted root."""
        return path.absolute().is_relative_to(self.restricted)

    def make(self, folder: Path) -> Path:
        """Make a folder and what is above it, for its owner alone in the restricted root.

        Raises:
            Problem: It cannot be made or written.
        """
        try:
            self._make(folder)
        except OSError as error:
            raise Problem("storage.folder_unwritable", path=folder, why=error.strerror) from error
        return folder

    def _make(self, folder: Path) -> None:
        missing = [folder]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        for each in reversed(missing):
            mode = RESTRICTED_MODE if self.is_restricted(each) else OPEN_MODE
            each.mkdir(mode=mode, exist_ok=True)


@dataclass(frozen=True)
class PublicZones(Zones):
    """A copy of the release folder and nothing else: what an outsider has."""

    @property
    def release(self) -> Path:
        """The copy itself."""
        return self.home


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise Problem("storage.table_malformed", name=value)
    return value


def _release(value: str) -> str:
    if not _RELEASE.fullmatch(value):
        raise Problem("release.unknown", release=value)
    return value
