"""Attacks on our own encodings by someone who has the stored envelopes and no key.

The attacker knows the method and a public list of names with their frequencies, drawn here from the
same population as the records: better knowledge than any real attacker has. Each attack ends in a
guess of the full name of every record:

- hash frequency: the n-th most frequent token hash is the n-th most frequent token;
- filter frequency (Christen, Schnell, Vatsalan and Ranbaduge 2017): the most frequent filters are
  the most frequent names; what bits they share gives the bits of each bigram;
- itemsets (Christen, Ranbaduge, Vatsalan and Schnell 2018): bits that always come together are one
  bigram's, the most frequent set the most frequent bigram's; works when no two filters are equal;
- combined: token hashes matched by frequency tell which bits a token sets, these give bigrams, and
  those the names that no frequency would have told;
- insider: an office that has its own names in clear and gets hold of the store.

Run `python benchmarks/encode/attack.py` for the table of docs/encoding-attacks.md.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import polars as pl

from contracts.encoding.bloom import NAME_BITS, NAME_POSITIONS, bigrams, token_filters
from contracts.encoding.hashing import python_hmac_64
from contracts.encoding.keys import SecretKey
from contracts.encoding.normalise import python_tokens
from contracts.synthetic.names import indonesian
from transforms.pseudonymise.tokens import permuted

DESK, LINKAGE = SecretKey("desk", "5a" * 32), SecretKey("linkage", "c3" * 32)
PROVINCES = np.array(["32", "33", "35", "12", "53", "51", "73", "31"], dtype=object)
Name = tuple[str, ...]


@dataclass(frozen=True)
class Stored:
    """What the attacker holds, and beside it the truth to judge by.

    Attributes:
        bits: Filters, one row per record, one column per bit.
        hashes: Token hashes of each record.
        truth: Its canonical tokens, sorted.
    """

    bits: np.ndarray
    hashes: list[tuple[int, ...]]
    truth: list[Name]


def people(size: int, seed: int, *, steep: bool = False) -> list[Name]:
    """Canonical names of so many persons.

    Args:
        size: Persons.
        seed: Of the draw.
        steep: Draw from 2,000 full names by Zipf's law, far steeper than any real register: what
            frequencies can give away at most.
    """
    rng = np.random.default_rng(99 if steep else seed)
    drawn = 4_000 if steep else size
    provinces = PROVINCES[rng.integers(0, len(PROVINCES), drawn)]
    names = indonesian(rng, rng.random(drawn) < 0.6, provinces, 0.2)
    found = [tuple(sorted(set(python_tokens(name)))) for name in names]
    if not steep:
        return found
    listed = list(dict.fromkeys(found))[:2_000]
    weights = 1 / np.arange(1, len(listed) + 1)
    picks = np.random.default_rng(seed).choice(len(listed), size, p=weights / weights.sum())
    return [listed[i] for i in picks]


def stored(truth: list[Name], positions: int = NAME_POSITIONS, flipped: float = 0.0) -> Stored:
    """The envelopes as stored: encoded with the desk key, keyed again with the linkage key.

    Args:
        truth: Names.
        positions: Bits a bigram sets.
        flipped: Share of bits drawn anew at random (BLIP, Schnell and Borgs 2016).
    """
    tokens = sorted({t for name in truth for t in name if len(t) > 1})
    filters = dict(
        zip(
            tokens,
            token_filters(tokens, "name-bigram", NAME_BITS, positions, DESK),
            strict=True,
        )
    )
    empty = np.zeros(NAME_BITS // 64, dtype=np.int64)
    words = np.array(
        [np.bitwise_or.reduce([filters.get(t, empty) for t in name]) for name in truth]
    )
    after = permuted(pl.DataFrame(words, orient="row"), "name", LINKAGE).to_numpy()
    packed = np.ascontiguousarray(after).view(np.uint8)
    bits = np.unpackbits(packed, axis=1, bitorder="little").astype(np.float32)
    rng = np.random.default_rng(7)
    noise = rng.random(bits.shape) < flipped
    bits[noise] = rng.integers(0, 2, int(noise.sum()))
    known = {t: python_hmac_64(t, "name-token", LINKAGE) for name in truth for t in name}
    return Stored(bits, [tuple(known[t] for t in name) for name in truth], truth)


def by_hash_frequency(held: Stored, public: list[Name]) -> list[Name]:
    """Guess names from the rank of their token hashes."""
    token_of = _ranked_tokens(held, public)
    return [tuple(sorted(token_of.get(h, "?") for h in row)) for row in held.hashes]


def by_filter_frequency(held: Stored, public: list[Name], aligned: int = 60) -> list[Name]:
    """Guess names after matching the most frequent filters with the most frequent names."""
    seen: dict[bytes, list[int]] = {}
    for row, filled in enumerate(held.bits.astype(bool)):
        seen.setdefault(filled.tobytes(), []).append(row)
    frequent = sorted(seen.values(), key=lambda rows: (-len(rows), rows))[:aligned]
    names = _ranked(public)[: len(frequent)]
    pairs = [(rows[0], name) for rows, name in zip(frequent, names, strict=True)]
    return _taught(held, public, pairs)


def by_itemsets(
    held: Stored, public: list[Name], positions: int = NAME_POSITIONS, found: int = 60
) -> list[Name]:
    """Guess names after taking bits that come together for the bits of one bigram."""
    together = held.bits.T @ held.bits
    alone = np.diag(together)
    free = np.ones(NAME_BITS, dtype=bool)
    grams = [g for g, _ in Counter(g for n in public for g in _bigrams(n)).most_common(found)]
    bits_of: dict[str, np.ndarray] = {}
    for gram in grams:
        seed = int(np.argmax(np.where(free, alone, -1)))
        chosen = [seed]
        rows = held.bits[:, seed]
        for _ in range(positions - 1):
            support = np.where(free, rows @ held.bits, -1)
            support[chosen] = -1
            chosen.append(int(np.argmax(support)))
            rows = rows * held.bits[:, chosen[-1]]
        free[seed] = False  # its partners may serve a second bigram
        mask = np.zeros(NAME_BITS, dtype=np.float32)
        mask[chosen] = 1
        bits_of[gram] = mask
    return _decoded(held, public, bits_of)[0]


def by_all(held: Stored, public: list[Name], trusted: int = 40) -> list[Name]:
    """Guess names from both: ranks of token hashes for the frequent, bits for the rest.

    Args:
        held: The envelopes.
        public: The list of names.
        trusted: So many of the most frequent tokens are believed to be matched rightly.
    """
    counts = Counter(h for row in held.hashes for h in row)
    token_of = _ranked_tokens(held, public)
    known = {h: token_of[h] for h, _ in counts.most_common(trusted)}
    pairs = [
        (i, name)
        for i, row in enumerate(held.hashes)
        if (name := tuple(known[h] for h in row if h in known))
    ]
    return _taught(held, public, pairs)


def by_insider(held: Stored, public: list[Name], share: float = 0.05) -> list[Name]:
    """Guess names by someone who knows those of a share of the records: an office its own."""
    known = int(len(held.truth) * share)
    guesses = _taught(held, public, [(i, held.truth[i]) for i in range(known)], rounds=2)
    return [("?",)] * known + guesses[known:]  # what was known before is no find


def rate(guesses: list[Name], held: Stored) -> float:
    """Share of records whose full name was guessed."""
    right = sum(g == t for g, t in zip(guesses, held.truth, strict=True))
    return right / len(held.truth)


def token_rate(guesses: list[Name], held: Stored) -> float:
    """Share of all name tokens that stand in the guess for their record."""
    right = sum(len(set(g) & set(t)) for g, t in zip(guesses, held.truth, strict=True))
    return right / sum(map(len, held.truth))


def blind(held: Stored, public: list[Name]) -> float:
    """Share that is right when every record is guessed to bear the most frequent name."""
    return rate([_ranked(public)[0]] * len(held.truth), held)


def _bigrams(name: Name) -> set[str]:
    return {g for token in name if len(token) > 1 for g in bigrams(token)}


def _ranked(names: list[Name]) -> list[Name]:
    return [n for n, _ in sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))]


def _ranked_tokens(held: Stored, public: list[Name]) -> dict[int, str]:
    hashed = Counter(h for row in held.hashes for h in row).most_common()
    tokens = Counter(t for name in public for t in name).most_common()
    return {h: t for (h, _), (t, _) in zip(hashed, tokens, strict=False)}


def _taught(
    held: Stored, public: list[Name], pairs: list[tuple[int, Name]], rounds: int = 3
) -> list[Name]:
    """Learn the bits of bigrams from records whose name is believed known, decode, learn again.

    Args:
        held: The envelopes.
        public: The list of names.
        pairs: Record and (part of) its name.
        rounds: From the second on the guesses that fit best are believed too.
    """
    guesses: list[Name] = []
    for _ in range(rounds):
        guesses, fit = _decoded(held, public, _bits_of_bigrams(held, pairs))
        best = np.argsort(-fit)[: max(len(pairs), len(guesses) // 4)]
        pairs = [(int(i), guesses[i]) for i in best]
    return guesses


def _bits_of_bigrams(held: Stored, pairs: list[tuple[int, Name]]) -> dict[str, np.ndarray]:
    """Bits of each bigram by ridge regression of the bits of filters on the bigrams of names."""
    grams = sorted({g for _, name in pairs for g in _bigrams(name)})
    place = {g: i for i, g in enumerate(grams)}
    has = np.zeros((len(pairs), len(grams) + 1), dtype=np.float32)
    has[:, -1] = 1  # what the unknown part of a name sets
    for row, (_, name) in enumerate(pairs):
        has[row, [place[g] for g in _bigrams(name)]] = 1
    filled = held.bits[[i for i, _ in pairs]]
    square = has.T @ has + 0.5 * np.eye(has.shape[1], dtype=np.float32)
    weight = np.linalg.solve(square, has.T @ filled)
    return {g: (weight[i] > 0.4).astype(np.float32) for g, i in place.items()}


def _decoded(
    held: Stored, public: list[Name], bits_of: dict[str, np.ndarray]
) -> tuple[list[Name], np.ndarray]:
    """For every filter the public name whose expected filter is most like it, and the Dice."""
    names = _ranked(public)
    empty = np.zeros(NAME_BITS, dtype=np.float32)
    expected = np.array(
        [
            np.maximum.reduce([bits_of.get(g, empty) for g in sorted(_bigrams(n))] or [empty])
            for n in names
        ]
    )
    guesses: list[Name] = []
    fit: list[np.ndarray] = []
    size = expected.sum(axis=1)
    for start in range(0, len(held.bits), 2_000):
        part = held.bits[start : start + 2_000]
        dice = 2 * (part @ expected.T) / (part.sum(axis=1)[:, None] + size[None, :] + 1e-9)
        guesses += [names[i] for i in dice.argmax(axis=1)]
        fit.append(dice.max(axis=1))
    return guesses, np.concatenate(fit)


ATTACKS = {
    "hash frequency": by_hash_frequency,
    "filter frequency": by_filter_frequency,
    "itemsets": by_itemsets,
    "combined": by_all,
    "insider, 5 % known": by_insider,
}


def main(records: int = 2_000, listed: int = 20_000) -> None:
    """Print the tables of the document."""
    for steep in (False, True):
        truth = people(records, 1, steep=steep)
        public = people(listed, 2, steep=steep)
        known = set(public)
        print(
            "\nnames by Zipf's law, 2000 in all" if steep else "names as the generator draws them"
        )
        print(f"{records} records, {len(set(truth))} names; {listed} persons on the public list")
        print(f"records whose name is on the list: {sum(n in known for n in truth) / records:.3f}")
        print("share of full names guessed / share of name tokens guessed")
        print(f"{'':30}{'fill':>6}{'blind':>8}" + "".join(f"{a:>20}" for a in ATTACKS))
        for label, positions, flipped in DESIGNS:
            held = stored(truth, positions, flipped)
            line = f"{label:30}{held.bits.mean():6.3f}{blind(held, public):8.3f}"
            for attack in ATTACKS.values():
                extra = {"positions": positions} if attack is by_itemsets else {}
                guesses = attack(held, public, **extra)
                line += f"{rate(guesses, held):12.3f} /{token_rate(guesses, held):6.3f}"
            print(line)


DESIGNS = (
    ("4 positions (chosen)", 4, 0.0),
    ("12 positions", 12, 0.0),
    ("4 positions, 5 % drawn anew", 4, 0.05),
    ("4 positions, 20 % drawn anew", 4, 0.20),
)


if __name__ == "__main__":
    main()
