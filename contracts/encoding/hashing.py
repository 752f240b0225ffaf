"""HMAC-SHA256 in bulk, cut to 64 bits for joins; the purpose of a hash is part of its message."""

import hashlib
import hmac

import polars as pl
import polars_hash as plh

from contracts.encoding.keys import SecretKey

SIGN = 1 << 31


def hmac_hex(value: pl.Expr, purpose: str, key: SecretKey) -> pl.Expr:
    """HMAC-SHA256 of `purpose|value` as 64 hexadecimal characters; null stays null.

    The key is carried inside the expression: never log or serialise a plan that holds it.
    """
    return plh.concat_str(pl.lit(purpose), value, separator="|").chash.hmac_sha256(key=key.hex)


def hmac_64(value: pl.Expr, purpose: str, key: SecretKey) -> pl.Expr:
    """The first 64 bits of `hmac_hex` as a signed integer; null stays null."""
    digest = hmac_hex(value, purpose, key)
    high = digest.str.slice(0, 8).str.to_integer(base=16, dtype=pl.Int64)
    low = digest.str.slice(8, 8).str.to_integer(base=16, dtype=pl.Int64)
    signed = pl.when(high >= SIGN).then(high - 2 * SIGN).otherwise(high)
    return signed * (2 * SIGN) + low


def python_hmac_hex(value: str, purpose: str, key: SecretKey) -> str:
    """The twin of `hmac_hex` in the standard library: what another implementation must equal."""
    message = f"{purpose}|{value}".encode()
    return hmac.new(key.hex.encode(), message, hashlib.sha256).hexdigest()


def python_hmac_64(value: str, purpose: str, key: SecretKey) -> int:
    """The twin of `hmac_64`."""
    return int.from_bytes(bytes.fromhex(python_hmac_hex(value, purpose, key))[:8], signed=True)


def hash_each(values: pl.Series, purpose: str, key: SecretKey) -> pl.DataFrame:
    """Hash every distinct value once: `value`, `hash`, sorted by value."""
    distinct = values.drop_nulls().unique().sort().alias("value").to_frame()
    return distinct.with_columns(hash=hmac_64(pl.col("value"), purpose, key))
