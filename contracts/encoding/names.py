"""The encodings of a name: hashes of the whole, of its tokens, of their sound; initials; filter.

Every distinct name is normalised once and every distinct token encoded once, then joined back: the
cost follows the number of different names, not of rows.
"""

import polars as pl

from contracts.encoding.bloom import NAME_BITS, NAME_POSITIONS, token_filters
from contracts.encoding.hashing import hmac_64
from contracts.encoding.keys import SecretKey
from contracts.encoding.normalise import canonical_token, plain_names, token_lists
from contracts.encoding.phonetic import phonetic_key

BLOOM = [f"bloom_{i}" for i in range(NAME_BITS // 64)]


def plain_forms(names: pl.Series) -> pl.DataFrame:
    """Every distinct name with its plain form and the alias within it (`plain_names`)."""
    return plain_names(_distinct(names, "name"))


def encode_names(plain: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """Encode every distinct name.

    Args:
        plain: Names as recorded, from `plain_forms`.
        key: The desk key.

    Returns:
        One row per distinct name: name, name_hash (of the sorted canonical tokens),
        name_token_hashes, name_phonetic_hashes (lists, sorted, of tokens longer than a letter),
        initials_hash (of the sorted first letters), bloom_0 … bloom_7, bloom_count,
        name_token_count, is_initials. A name given as initials only has no other encoding.
    """
    plain = plain.drop_nulls("plain").with_row_index("number")
    split = plain.select("number", token=token_lists(pl.col("plain"))).explode("token")
    split = split.filter(pl.col("token") != "")
    # by whole numbers, as text is slow to sort and to group by
    by_name = (
        split.join(_tokens(split["token"], key), on="token", how="left")
        .sort("number", "rank")
        .group_by("number", maintain_order=True)
    )
    whole = (
        by_name.agg(
            "canonical",
            "initial",
            is_initials=(pl.col("canonical") == pl.col("initial")).all(),
            name_token_count=pl.len().cast(pl.Int32),
            name_token_hashes=pl.col("token_hash").unique().sort(),
            name_phonetic_hashes=pl.col("phonetic_hash").drop_nulls().unique().sort(),
            **{word: pl.col(word).bitwise_or() for word in BLOOM},
        )
        .join(plain.select("number", "name"), on="number", maintain_order="left")
        .select(
            "name",
            pl.col("canonical").list.join(" ").alias("sorted_tokens"),
            pl.col("initial").list.join("").alias("initials"),
            pl.exclude("name", "number", "canonical", "initial"),
        )
    )
    spelt = ~pl.col("is_initials")
    return (
        whole.with_columns(
            name_hash=pl.when(spelt).then(hmac_64(pl.col("sorted_tokens"), "name", key)),
            initials_hash=hmac_64(pl.col("initials"), "initials", key),
            name_token_hashes=pl.when(spelt).then("name_token_hashes"),
            name_phonetic_hashes=pl.when(spelt).then("name_phonetic_hashes"),
            **{word: pl.when(spelt).then(word) for word in BLOOM},
        )
        .with_columns(
            bloom_count=pl.sum_horizontal(
                pl.col(word).bitwise_count_ones().cast(pl.Int32) for word in BLOOM
            ).cast(pl.Int32)
        )
        .with_columns(bloom_count=pl.when(spelt).then("bloom_count"))
        .drop("sorted_tokens", "initials")
    )


def encode_aliases(aliases: pl.DataFrame, plain: pl.DataFrame, key: SecretKey) -> pl.DataFrame:
    """Encode every distinct pair of a name and an alias cell (several names joined with |).

    Args:
        aliases: `nama` and `alias`; a name may hold an alias of its own (`Budi alias Boy`).
        plain: Its names, from `plain_forms`.
        key: The desk key.

    Returns:
        One row per pair that has an alias: nama, alias, alias_token_hashes, alias_phonetic_hashes.
    """
    inside = plain.drop_nulls("within").select(nama="name", within="within")
    pairs = (
        aliases.select("nama", "alias")
        .join(inside, on="nama", how="left")
        .filter(pl.col("alias").is_not_null() | pl.col("within").is_not_null())
        .unique()
        .sort("nama", "alias")
        .with_row_index("pair")
    )
    cells = pl.concat_str("alias", "within", separator="|", ignore_nulls=True).str.split("|")
    each = pairs.select("pair", name=cells).explode("name")
    plain = plain_forms(each["name"]).drop_nulls("plain")
    tokens = (
        each.join(plain.select("name", "plain"), on="name")
        .select("pair", token=pl.col("plain").str.split(" "))
        .explode("token")
        .filter(pl.col("token").str.len_chars() > 1)
    )
    hashed = (
        tokens.join(_tokens(tokens["token"], key), on="token")
        .group_by("pair")
        .agg(
            alias_token_hashes=pl.col("token_hash").unique().sort(),
            alias_phonetic_hashes=pl.col("phonetic_hash").drop_nulls().unique().sort(),
        )
    )
    return pairs.select("pair", "nama", "alias").join(hashed, on="pair").sort("pair").drop("pair")


def _distinct(values: pl.Series, name: str) -> pl.DataFrame:
    return values.drop_nulls().unique().sort().alias(name).to_frame()


def _tokens(tokens: pl.Series, key: SecretKey) -> pl.DataFrame:
    """One row per distinct raw token.

    Returns:
        token, canonical, rank (in the order of the canonical tokens), initial, token_hash,
        phonetic_hash, filter words.
    """
    distinct = tokens.unique().sort().alias("token").to_frame()
    named = distinct.with_columns(
        canonical=pl.Series([canonical_token(t) for t in distinct["token"]], dtype=pl.String)
    )
    spelt = named.filter(pl.col("canonical").str.len_chars() > 1)["canonical"].unique().sort()
    filters = token_filters(spelt, "name-bigram", NAME_BITS, NAME_POSITIONS, key)
    of_canonical = pl.DataFrame(
        {
            "canonical": spelt,
            "phonetic": pl.Series([phonetic_key(t) for t in spelt], dtype=pl.String),
            **{word: filters[:, i] for i, word in enumerate(BLOOM)},
        }
    )
    return (
        named.join(of_canonical, on="canonical", how="left")
        .with_columns(
            rank=pl.col("canonical").rank("dense"),
            initial=pl.col("canonical").str.slice(0, 1),
            token_hash=hmac_64(pl.col("canonical"), "name-token", key),
            phonetic_hash=hmac_64(pl.col("phonetic"), "name-phonetic", key),
            # the filter of a name is a union: a single letter adds nothing to it
            **{word: pl.col(word).fill_null(0) for word in BLOOM},
        )
        .drop("phonetic")
    )
