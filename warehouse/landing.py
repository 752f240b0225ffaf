"""Landing: submissions as received, sealed, kept by revision; receipts; withdrawals.

The rules of revisions: a submission is one agency, unit, period and revision. The same number with
the same content is the same submission and keeps its receipt; with other content it is refused.
Without a number, content that is there and not withdrawn is the same submission, other content is
the next. The highest number counts, whatever the order of arrival. A revision comes into being by
one rename of a folder that is complete and on the disk. Who writes holds the landing lock.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.problems import ExitCode, Problem
from warehouse import files
from warehouse.address import Address
from warehouse.keys import Keys
from warehouse.locks import locked
from warehouse.offers import Offer
from warehouse.receipts import Receipt, Tombstone, Verdict, receipt_of
from warehouse.sealing import seal_stream, unseal_stream
from warehouse.zones import Zones

if TYPE_CHECKING:
    from contracts.reading.sources import SourceFile

_MODE = 0o600
_INDEX = struct.Struct(">I")
_READ = 1 << 20
_ABOVE = 4  # folders that a revision stands in: period, unit, agency and the zone itself


@dataclass(frozen=True)
class Placement:
    """Where an offer belongs."""

    offer: Offer
    revision: int
    is_new: bool  # else a revision with this content is there, or comes earlier in the batch

    @property
    def submission_id(self) -> str:
        """`agency/unit/period/rN`."""
        return self.offer.address.submission_id(self.revision)


class Landing:
    """The landing zone of one data root."""

    def __init__(self, zones: Zones, keys: Keys) -> None:
        self._zones = zones
        self._keys = keys
        self._taken: dict[Address, dict[int, str]] = {}

    @contextmanager
    def writing(self, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the landing lock, with what a killed run left behind swept away.

        Args:
            waiting: Called once if another process is writing; then wait for it.

        Raises:
            Problem: The data root cannot be written; or another writes and nobody wants to wait.
        """
        self._zones.make(self._zones.home)
        with locked(self._zones.landing_lock, waiting=waiting):
            files.sweep(self._zones.arriving)
            files.sweep(self._zones.withdrawals)
            self._taken.clear()  # others may have stored since
            yield

    def place(self, offer: Offer) -> Placement:
        """Find the revision of an offer by the rules of revisions, and take the number.

        Raises:
            Problem: The number is there with other content.
        """
        taken = self._taken_of(offer.address)
        if offer.revision is None:
            withdrawn = self.withdrawn_through(offer.address)
            same = [n for n, c in taken.items() if c == offer.sha256 and n > withdrawn]
            number = max(same) if same else max(taken, default=0) + 1
        else:
            number = offer.revision
        is_new = number not in taken
        if not is_new and taken[number] != offer.sha256:
            problem = "storage.revision_taken"
            name = offer.address.submission_id(number)
            free = max(taken) + 1
            raise Problem(problem, exit_code=ExitCode.FAULT_IN_DATA, submission=name, free=free)
        taken[number] = offer.sha256
        return Placement(offer, number, is_new)

    def store(self, placed: Sequence[tuple[Placement, Verdict]]) -> list[Receipt]:
        """Seal and keep new revisions, all of a batch in one go; their receipts in that order.

        Raises:
            Problem: A file changed since it was read, or the zone cannot be written.
        """
        receipts = []
        moves: list[tuple[Path, Path]] = []
        try:
            for number, (placement, verdict) in enumerate(placed):
                receipt = receipt_of(placement.offer, placement.revision, verdict)
                beside = self._zones.make(files.temporary(self._zones.arriving / str(number)))
                self._write(placement, receipt, beside)
                receipts.append(receipt)
                moves.append((beside, self._zones.revision(receipt.address, receipt.revision)))
            self._settle(moves)
        except OSError as error:
            path, why = self._zones.landing, error.strerror
            raise Problem("storage.folder_unwritable", path=path, why=why) from error
        return receipts

    def withdraw(self, address: Address, reason: str, withdrawn_at: str) -> Tombstone:
        """Withdraw all revisions that are there now; a later one is current again.

        Withdrawing what is withdrawn answers with the tombstone that is there.

        Raises:
            Problem: Nothing is there.
        """
        present = sorted(self._taken_of(address))
        if not present:
            raise Problem("storage.nothing_to_withdraw", submission="/".join(_parts(address)))
        path = self._zones.tombstone(address, present[-1])
        if path.exists():
            return Tombstone.read(path)
        tombstone = Tombstone(*_parts(address), present[-1], tuple(present), reason, withdrawn_at)
        self._zones.make(self._zones.withdrawals)
        files.write_json(path, tombstone.document(), mode=_MODE)
        return tombstone

    def read(self, receipt: Receipt) -> "tuple[SourceFile, ...]":
        """The files of a revision as they were received.

        Raises:
            Problem: The sealed file is damaged, has been tampered with, is another's, or was
                sealed with a key that the key file does not hold.
        """
        path = self._zones.content(receipt.address, receipt.revision)
        try:
            with path.open("rb") as stream:
                binding = receipt.submission_id
                packed = b"".join(unseal_stream(stream, binding=binding, keys=self._keys))
        except FileNotFoundError as error:
            raise Problem("storage.file_damaged", path=path) from error
        return _unpacked(packed)

    def receipt(self, address: Address, revision: int) -> Receipt:
        """The receipt of a revision that is there."""
        return Receipt.read(self._zones.receipt(address, revision))

    def withdrawn_through(self, address: Address) -> int:
        """The highest withdrawn revision of an agency, unit and period; 0 if none is."""
        reach = [t.through for t in tombstones(self._zones) if t.address == address]
        return max(reach, default=0)

    def _taken_of(self, address: Address) -> dict[int, str]:
        if address not in self._taken:
            found = {r.revision: r.sha256 for r in receipts_of(self._zones, address)}
            self._taken[address] = found
        return self._taken[address]

    def _write(self, placement: Placement, receipt: Receipt, folder: Path) -> None:
        name = placement.submission_id
        with (folder / "content.enc").open("xb") as stream:
            seal_stream(_packed(placement.offer), stream, binding=name, keys=self._keys)
        (folder / "receipt.json").write_bytes(files.json_bytes(receipt.document()))

    def _settle(self, moves: Sequence[tuple[Path, Path]]) -> None:
        files.flush([p for beside, _ in moves for p in (beside, *beside.iterdir())])
        for beside, target in moves:
            self._zones.make(target.parent)
            beside.rename(target)
        files.flush(sorted({p for _, target in moves for p in target.parents[:_ABOVE]}))


def receipts(zones: Zones) -> list[Receipt]:
    """Every receipt, in order of agency, unit, period and revision.

    Raises:
        Problem: A receipt is damaged.
    """
    found = [Receipt.read(p) for p in zones.landing.glob("*/*/*/r*/receipt.json")]
    return sorted(found, key=lambda r: (r.address, r.revision))


def receipts_of(zones: Zones, address: Address) -> list[Receipt]:
    """The receipts of one agency, unit and period, in order of revision."""
    found = [Receipt.read(p) for p in zones.period(address).glob("r*/receipt.json")]
    return sorted(found, key=lambda r: r.revision)


def tombstones(zones: Zones) -> list[Tombstone]:
    """Every withdrawal, in order of agency, unit, period and the revision it reaches."""
    found = [Tombstone.read(p) for p in zones.withdrawals.glob("*.json")]
    return sorted(found, key=lambda t: (t.address, t.through))


def _parts(address: Address) -> tuple[str, str, str]:
    return address.agency, address.unit, address.period


def _packed(offer: Offer) -> Iterator[bytes]:
    """An index (name, size, hash of each file) and then the files, end to end."""
    index = [
        {"name": f.name, "bytes": _size(f), "sha256": d}
        for f, d in zip(offer.files, offer.digests, strict=True)
    ]
    head = json.dumps(index).encode()
    yield _INDEX.pack(len(head)) + head
    for file, digest in zip(offer.files, offer.digests, strict=True):
        yield from _parts_of(file, digest)


def _size(file: "SourceFile") -> int:
    return len(file.content) if isinstance(file.content, bytes) else file.content.stat().st_size


def _parts_of(file: "SourceFile", digest: str) -> Iterator[bytes]:
    if isinstance(file.content, bytes):
        yield file.content
        return
    seen = hashlib.sha256()
    with file.content.open("rb") as stream:
        while part := stream.read(_READ):
            seen.update(part)
            yield part
    if seen.hexdigest() != digest:
        raise Problem("storage.file_changed", name=file.name)


def _unpacked(packed: bytes) -> "tuple[SourceFile, ...]":
    from contracts.reading.sources import SourceFile

    length = _INDEX.unpack_from(packed)[0]
    start = _INDEX.size + length
    found = []
    for entry in json.loads(packed[_INDEX.size : start]):
        content = packed[start : start + entry["bytes"]]
        found.append(SourceFile(entry["name"], content))
        start += entry["bytes"]
    return tuple(found)
