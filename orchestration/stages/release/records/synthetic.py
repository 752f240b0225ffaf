"""A synthetic file ready for release: paid for, drawn once, described with its errors."""

from collections.abc import Mapping

from contracts.problems import ExitCode, Problem
from orchestration.stages.release.dossier import synthetic_pages
from orchestration.stages.release.dossier.written import DOSSIER, written
from orchestration.stages.release.gatekeeping import attacked
from orchestration.stages.release.proposals import LEAST_EPSILON, Prepared, Wanted, releases_of
from orchestration.stages.release.records.microdata import victims_of
from orchestration.stages.release.records.noise import MECHANISM, noisy
from orchestration.store import Store
from transforms.disclosure.policy import Policy
from transforms.disclosure.protection.told import Told, nothing
from transforms.disclosure.synthetic.domain import counts, fault_of, persons
from transforms.disclosure.synthetic.errors import expected
from transforms.disclosure.synthetic.fit import fitted, records
from warehouse.releases import contents, ledger
from warehouse.releases.budget import PRIVACY, afford


def prepared(
    store: Store, wanted: Wanted, policy: Policy, earlier: Mapping[str, Told], name: str
) -> Prepared:
    """Draw a synthetic file of the victims of one year.

    It adds no true figure to what is known, so that the attack has nothing to learn from it. All
    that may refuse the file is asked before anything is drawn.

    Args:
        store: With a published vintage.
        wanted: Its subject is the year.
        policy: Budget and marginals.
        earlier: All that was ever published.
        name: Id of the release.

    Raises:
        Problem: No victims of that year, OpenDP is not installed, epsilon is out of its range,
            the budget of the year does not pay for it, or the policy's marginals do not fit.
    """
    year, rules = wanted.subject, policy.synthetic
    if fault := fault_of(rules.marginals):
        raise Problem("release.policy_damaged", exit_code=ExitCode.BLOCKED, why=fault)
    epsilon = rules.epsilon if wanted.epsilon is None else wanted.epsilon
    if not (epsilon.is_finite() and epsilon >= LEAST_EPSILON):
        raise Problem("release.epsilon", value=epsilon, least=LEAST_EPSILON)
    before = afford(ledger.read(store.zones), year, epsilon, rules.budget)
    people = persons(victims_of(store, year))
    told = nothing()
    found = attacked(name, told, earlier, policy)
    drawn = noisy(counts(people, rules.marginals), epsilon)
    made = records(fitted(drawn.counts, rules.marginals))
    privacy = {
        "year": year,
        "mechanism": MECHANISM,
        "library": f"opendp {drawn.library}",
        "unit": "person",
        "neighbours": "one_person_more_or_less",
        "sensitivity": len(rules.marginals),
        "scale": drawn.scale,
        "marginals": [list(one) for one in rules.marginals],
        "epsilon": str(epsilon),
        "delta": "0",
        "spent": str(before + epsilon),
        "budget": str(rules.budget),
    }
    about = synthetic_pages.About(
        name,
        wanted,
        made,
        privacy,
        expected(rules.marginals, drawn.scale),
        policy,
        releases_of(earlier),
    )
    pages = {DOSSIER: synthetic_pages.dossier, contents.DESCRIPTION: synthetic_pages.description}
    return Prepared(
        told=told,
        audit=found,
        seen={contents.RECORDS: made},
        files={f"tables/synthetic_{year}.csv": made.write_csv().encode()} | written(about, pages),
        facts={
            "records": made.height,
            **{key: float(privacy[key]) for key in ("epsilon", "spent", "budget")},
        },
        noted={PRIVACY: privacy},
    )
