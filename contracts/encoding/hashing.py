"""HMAC-SHA256 in bulk, cut to 64 bits for joins; the purpose of a hash is part of its message."""

import hashlib
import hmac
from collections.abc import Sequence

import polars as pl
import polars_hash as plh

from contracts.encoding.keys import SecretKey


def hmac_hex(value: pl.Expr | Sequence[pl.Expr], purpose: str, key: SecretKey) -> pl.Expr:
    """HMAC-SHA256 of `purpose|value` as 64 hexadecimal characters; null stays null.

    A value may come in parts, which are put together once with its purpose.

    The text of the key's 64 hexadecimal characters is the HMAC key. It is carried inside the
    expression: never log or serialise a plan that holds it.
    """
    parts = [value] if isinstance(value, pl.Expr) else value
    message = plh.concat_str(pl.lit(f"{purpose}|"), *parts)
    return message.chash.hmac_sha256(key=key.hex)


def hmac_64(value: pl.Expr | Sequence[pl.Expr], purpose: str, key: SecretKey) -> pl.Expr:
    """The first 64 bits of `hmac_hex` as a signed integer, big-endian; null stays null."""
    start = hmac_hex(value, purpose, key).str.slice(0, 16)
    whole = start.str.to_integer(base=16, dtype=pl.UInt64)
    return whole.cast(pl.Int64, wrap_numerical=True)


def python_hmac_hex(value: str, purpose: str, key: SecretKey) -> str:
    """The twin of `hmac_hex` in the standard library: what another implementation must equal."""
    message = f"{purpose}|{value}".encode()
    return hmac.new(key.hex.encode(), message, hashlib.sha256).hexdigest()


def python_hmac_64(value: str, purpose: str, key: SecretKey) -> int:
    """The twin of `hmac_64`."""
    return int.from_bytes(bytes.fromhex(python_hmac_hex(value, purpose, key))[:8], signed=True)
