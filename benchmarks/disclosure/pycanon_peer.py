"""k, l and t by pycanon, run by the interpreter of an environment that has it (pandas < 3)."""

import json
import sys
import time

import pandas as pd
from pycanon import anonymity

path, sensitive, *quasi = sys.argv[1:]
records = pd.read_csv(path, dtype=str)
started = time.perf_counter()
found = {
    "k": int(anonymity.k_anonymity(records, quasi)),
    "l": int(anonymity.l_diversity(records, quasi, [sensitive])),
    "entropy_l": int(anonymity.entropy_l_diversity(records, quasi, [sensitive])),
    "t": float(anonymity.t_closeness(records, quasi, [sensitive])),
}
print(json.dumps({"seconds": time.perf_counter() - started, **found}))
