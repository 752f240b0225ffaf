"""What a certificate claims: k, the goal, the rule on zeros; and what claim is worth another."""


def covers(claim: dict[str, object], *, k: int | None, goal: str | None, zeros: str | None) -> bool:
    """Whether a claim that is proved promises no less than what is asked for; None asks nothing.

    A greater k covers a smaller one, `contains` covers `not_exact`. The two rules on zeros cover
    each other in neither direction: who knows that zeros are shown knows more, and a count that may
    be zero has to be open further down.
    """
    own = claim["k"]
    return (
        (k is None or (isinstance(own, int) and own >= k))
        and (goal in (None, "not_exact") or claim["goal"] == goal)
        and zeros in (None, claim["zeros"])
    )
