"""Who stands in the files of records: drawn once for all files, by a key that nobody else has."""

import hashlib
import hmac

import polars as pl

_ALL = 1 << 64


def drawn(records: pl.DataFrame, share: float, key: bytes) -> pl.DataFrame:
    """The persons who stand in files of records, today and ever.

    Each is in or out by a keyed digest of the own person_id, whatever else is known of anybody:
    two files, of another licence, of other years or of a later vintage, hold the same persons, so
    that a further file tells nothing of those who are left out, and a file that was refused cannot
    be drawn again until it passes. How many are left out varies, and nobody can tell.

    Args:
        records: With person_id.
        share: Odds of being drawn, between 0 and 1.
        key: The same for all files.

    Returns:
        The rows of those who are drawn, in the order given.
    """
    bound = int(share * _ALL)
    lots = [
        int.from_bytes(hmac.digest(key, person.encode(), hashlib.sha256)[:8]) < bound
        for person in records["person_id"]
    ]
    return records.filter(pl.Series(lots, dtype=pl.Boolean))
