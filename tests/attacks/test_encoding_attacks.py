"""What an attacker without a key learns from stored envelopes stays as low as the document says."""

import importlib.util
from operator import eq
from pathlib import Path

import pytest

_PATH = Path(__file__).parents[2] / "benchmarks" / "encode" / "attack.py"


@pytest.fixture(scope="module")
def attack():
    spec = importlib.util.spec_from_file_location("encoding_attack", _PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def held(attack):
    return attack.stored(attack.people(600, 1))


@pytest.fixture(scope="module")
def public(attack):
    return attack.people(2_000, 2)


@pytest.mark.parametrize(
    ("name", "limits"),
    # full names and tokens; more would mean that something got weaker (docs/encoding-attacks.md)
    [
        ("hash frequency", (0.03, 0.12)),
        ("filter frequency", (0.02, 0.08)),
        ("itemsets", (0.02, 0.08)),
        ("combined", (0.03, 0.12)),
    ],
)
def test_few_names_are_found(attack, held, public, name, limits, *, recovered):
    guesses = attack.ATTACKS[name](held, public)
    assert len(guesses) == len(held.truth)
    recovered(sum(map(eq, guesses, held.truth)), len(held.truth))
    assert attack.rate(guesses, held) <= limits[0]
    assert attack.token_rate(guesses, held) <= limits[1]


def test_the_attack_works_where_there_is_no_defence(attack, held, public):
    """An attacker who is told the tokens of every record learns the bits, so the attack is real."""
    pairs = list(enumerate(held.truth))
    guesses = attack._taught(held, [*public, *held.truth], pairs, rounds=1)
    assert attack.rate(guesses, held) > 0.8


def test_the_order_of_bits_depends_on_the_key(attack, held):
    assert held.bits.sum() > 0
    other = attack.SecretKey("other", "d4" * 32)
    import polars as pl

    words = pl.DataFrame({f"w{i}": [1, 2] for i in range(8)})
    one = attack.permuted(words, "name", attack.LINKAGE)
    assert not one.equals(attack.permuted(words, "name", other))
