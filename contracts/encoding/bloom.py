"""Keyed Bloom filters of the bigrams of a name (Schnell, Bachteler and Reiher 2009).

Each token is padded and cut into bigrams; each bigram sets a few bits whose positions are HMACs of
their own (no double hashing, which leaves patterns to attack). The filter of a name is the union of
its tokens' filters, so it is computed once per distinct token.
"""

from collections.abc import Iterable

import numpy as np
import polars as pl

from contracts.encoding.hashing import hmac_64, python_hmac_64
from contracts.encoding.keys import SecretKey

NAME_BITS, NAME_POSITIONS = 512, 4
PLACE_BITS, PLACE_POSITIONS = 128, 3
_WORD = 64


def bigrams(token: str) -> list[str]:
    """Bigrams of a token padded with `_`, each once, sorted."""
    padded = f"_{token}_"
    return sorted({padded[i : i + 2] for i in range(len(padded) - 1)})


def token_filters(
    tokens: Iterable[str], purpose: str, bits: int, positions: int, key: SecretKey
) -> np.ndarray:
    """Filters of tokens.

    Args:
        tokens: Canonical tokens.
        purpose: Domain of the filter: another purpose gives other positions.
        bits: Length of the filter, a multiple of 64.
        positions: Bits set for each bigram.
        key: The key.

    Returns:
        Array of signed 64-bit words, one row per token and bits / 64 columns.
    """
    of_token = [bigrams(token) for token in tokens]
    place = _positions(
        sorted({b for each in of_token for b in each}), purpose, bits, positions, key
    )
    words = np.zeros((len(of_token), bits // _WORD), dtype=np.uint64)
    for row, each in enumerate(of_token):
        for bigram in each:
            words[row] |= place[bigram]
    return words.view(np.int64)


def python_filter(
    tokens: Iterable[str], purpose: str, bits: int, positions: int, key: SecretKey
) -> list[int]:
    """The twin in the standard library: words of the filter of a whole name."""
    filled = 0
    for bigram in {b for token in tokens for b in bigrams(token)}:
        for number in range(positions):
            filled |= 1 << (python_hmac_64(f"{number}|{bigram}", purpose, key) % bits)
    words = [(filled >> (_WORD * i)) & (2**_WORD - 1) for i in range(bits // _WORD)]
    return [word - 2**_WORD if word >= 2 ** (_WORD - 1) else word for word in words]


def _positions(
    distinct: list[str], purpose: str, bits: int, positions: int, key: SecretKey
) -> dict[str, np.ndarray]:
    numbered = pl.DataFrame(
        {
            "bigram": [b for b in distinct for _ in range(positions)],
            "number": [str(n) for _ in distinct for n in range(positions)],
        },
        schema={"bigram": pl.String, "number": pl.String},
    )
    message = pl.concat_str("number", "bigram", separator="|")
    hashed = numbered.select(hmac_64(message, purpose, key)).to_series().to_numpy()
    masks: dict[str, np.ndarray] = {}
    for row, bigram in enumerate(distinct):
        mask = np.zeros(bits // _WORD, dtype=np.uint64)
        for value in hashed[row * positions : (row + 1) * positions].tolist():
            position = value % bits
            mask[position // _WORD] |= np.uint64(1) << np.uint64(position % _WORD)
        masks[bigram] = mask
    return masks
