"""Landing to validated: check what arrived, all pending submissions of an agency in one frame."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from contracts.registry import of_agency
from orchestration.fingerprints import code_version, fingerprint
from orchestration.store import Store
from warehouse.landing import Landing
from warehouse.receipts import Receipt


@dataclass(frozen=True)
class ValidationSummary:
    """What one agency's validation came to, for people to see."""

    periods: int
    submissions: int
    rows: Mapping[str, int]
    findings_by_rule: pl.DataFrame  # rule, severity, findings


def received(store: Store, agency: str) -> dict[str, str]:
    """Fingerprint of what arrived, by period: contents, days of receipt and withdrawals."""
    parts: dict[str, list[object]] = defaultdict(list)
    for receipt in store.receipts:
        if receipt.address.agency == agency:
            parts[receipt.address.period].append(
                (receipt.submission_id, receipt.sha256, str(receipt.received_on))
            )
    for stone in store.tombstones:
        if stone.agency == agency:
            parts[stone.period].append(("withdrawn", stone.unit, stone.through))
    code = code_version("contracts")
    return {p: fingerprint(sorted(map(str, parts[p])), code) for p in sorted(parts)}


def stale_periods(store: Store, agency: str) -> list[str]:
    """Periods whose submissions are not validated as they stand now."""
    return [
        period
        for period, stamp in received(store, agency).items()
        if store.fingerprint(done(store, agency, period)) != stamp
    ]


def validate_periods(store: Store, agency: str, periods: Iterable[str]) -> ValidationSummary:
    """Check all submissions of these months at once and write the validated zone."""
    from contracts.validate import Submission, validate

    stamps = received(store, agency)
    wanted = sorted(set(periods) & set(stamps))
    landing = Landing(store.zones, store.keys)
    chosen = [r for r in _receipts(store, agency) if r.address.period in wanted]
    result = validate(
        [
            Submission(
                submission_id=receipt.submission_id,
                agency=agency,
                unit=receipt.address.unit,
                period=receipt.address.period,
                received_on=receipt.received_on,
                is_nil=receipt.is_nil,
                files=landing.read(receipt),
            )
            for receipt in chosen
        ]
    )
    frames = {
        **result.rows,
        "findings": result.findings,
        "outcomes": result.outcomes,
        "counts": result.counts,
    }
    store.write_months(frames, wanted, partial(store.zones.validated, agency), seal=True)
    store.remember_all({done(store, agency, period): stamps[period] for period in wanted})
    return ValidationSummary(
        periods=len(wanted),
        submissions=len(chosen),
        rows={name: frame.height for name, frame in result.rows.items()},
        findings_by_rule=result.findings.group_by("rule", "severity")
        .agg(findings=pl.len())
        .sort("findings", "rule", descending=[True, False]),
    )


def validated(store: Store, agency: str, periods: Sequence[str], name: str) -> pl.DataFrame | None:
    """One frame of the validated zone over several months; None where no month has it."""
    paths = [store.zones.validated(agency, period, name) for period in periods]
    there = [path for path in paths if path.exists()]
    return store.read_sealed(there) if there else None


def submissions(store: Store, agency: str) -> pl.DataFrame:
    """One row per submission of an agency.

    Returns:
        submission_id, agency_code, unit_code, period, revision, received_date, is_nil,
        is_withdrawn, check_status_code, sha256; sorted by submission_id.
    """
    through = {(s.unit, s.period): 0 for s in store.tombstones if s.agency == agency}
    for stone in store.tombstones:
        if stone.agency == agency:
            key = (stone.unit, stone.period)
            through[key] = max(through[key], stone.through)
    rows = [
        {
            "submission_id": r.submission_id,
            "agency_code": agency,
            "unit_code": r.address.unit,
            "period": r.address.period,
            "revision": r.revision,
            "received_date": r.received_on,
            "is_nil": r.is_nil,
            "is_withdrawn": r.revision <= through.get((r.address.unit, r.address.period), 0),
            "check_status_code": r.verdict.status,
            "sha256": r.sha256,
        }
        for r in _receipts(store, agency)
    ]
    schema = {
        "submission_id": pl.String,
        "agency_code": pl.String,
        "unit_code": pl.String,
        "period": pl.String,
        "revision": pl.Int64,
        "received_date": pl.Date,
        "is_nil": pl.Boolean,
        "is_withdrawn": pl.Boolean,
        "check_status_code": pl.String,
        "sha256": pl.String,
    }
    return pl.DataFrame(rows, schema=schema).sort("submission_id")


def broken_contracts(store: Store, agency: str) -> list[str]:
    """Record types with a row that was not rejected and yet breaks its contract.

    Reads what was written, independently of the run that wrote it.
    """
    from contracts.rules.values import RECEIVED, check_values

    days = submissions(store, agency).select(
        "submission_id", pl.col("received_date").alias(RECEIVED)
    )
    broken = []
    for record_type in of_agency(agency):
        rows = validated(store, agency, sorted(received(store, agency)), record_type.name)
        if rows is not None:
            standing = rows.filter(~pl.col("is_rejected")).join(days, on="submission_id")
            if not check_values(standing, record_type).is_empty():
                broken.append(record_type.name)
    return broken


def done(store: Store, agency: str, period: str) -> Path:
    """Where a validated month says that it is complete."""
    return store.zones.validated(agency, period, "outcomes").with_name("done.json")


def _receipts(store: Store, agency: str) -> list[Receipt]:
    return [r for r in store.receipts if r.address.agency == agency]


def agency_types(agency: str) -> tuple[str, ...]:
    """Names of an agency's record types."""
    return tuple(record_type.name for record_type in of_agency(agency))
