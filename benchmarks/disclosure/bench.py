"""Where the benchmark finds tables, peers and commands, and the commands that it runs."""

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.disclosure.limits import Ran, run

KLIRING = Path(sys.executable).with_name("kliring")
HERE = Path(__file__).parent
DIMS = {
    "t3k": "sex,age,prov>reg",
    "t30k": "sex,age,prov>reg",
    "t30k_forms": "sex,age,prov>reg,form",
}


@dataclass(frozen=True)
class Bench:
    """Where everything is: the test tables, a folder for results, the peers."""

    tables: Path
    work: Path
    pycanon: Path | None
    rscript: Path | None
    marts: Path | None

    def table(self, name: str) -> Path:
        """A test table."""
        return self.tables / f"{name}.csv"

    def protect(self, name: str, goal: str, *, seconds: float, gib: float) -> Ran:
        """`kliring disclosure protect`, the whole process."""
        options = ["--dims", DIMS[name], "--k", "5", "--goal", goal, "--out", self.out(name, goal)]
        options += ["--certificate", self.work / f"{name}-{goal}", "--json"]
        return run(
            [KLIRING, "disclosure", "protect", self.table(name), *options],
            seconds=seconds,
            gib=gib,
            allowed=(0, 1, 2, 3, 4),
        )

    def attack(self, name: str, goal: str, *, seconds: float) -> Ran:
        """`kliring disclosure attack` of what `protect` wrote."""
        options = ["--dims", DIMS[name], "--k", "5", "--goal", goal, "--json"]
        return run(
            [KLIRING, "disclosure", "attack", self.out(name, goal), *options],
            seconds=seconds,
            gib=4,
        )

    def verify(self, name: str, goal: str) -> Ran:
        """The check of the certificate."""
        return self.do("verifier", self.out(name, goal), self.work / f"{name}-{goal}", seconds=120)

    def out(self, name: str, goal: str) -> Path:
        """Where the protected table goes."""
        return self.work / f"{name}-{goal}.csv"

    def do(self, name: str, *arguments: str | Path, seconds: float, gib: float = 4) -> Ran:
        """One of `benchmarks.disclosure.work`."""
        command = [sys.executable, "-m", "benchmarks.disclosure.work", name, *arguments]
        return run(command, seconds=seconds, gib=gib)

    def published(self) -> Path | Ran:
        """A published vintage: the one given, else of a generated world; the failure if none.

        One that is there is made anew where the code has changed since.
        """
        if self.marts:
            return self.marts
        home = self.work / "home"
        current = home / "published" / "current"
        settings = {"KLIRING_HOME": str(home), "KLIRING_KEYS": str(self.work / "keys.json")}
        world = self.work / "world"
        options = ["--out", world, "--cases", "450", "--seed", "2025", "--years", "2023-2025"]
        first = [["generate", *options], ["submit", "--manifest", world / "manifest.csv"]]
        for step in [*([] if current.exists() else first), ["run"]]:
            ran = run([KLIRING, *step], seconds=600, gib=4, environment=settings)
            if ran.failure:
                return ran
        return current

    def r(self, what: str, name: str) -> Ran | None:
        """The R peer, if there is one."""
        if self.rscript is None:
            return None
        script = HERE / "peers.R"
        return run([self.rscript, script, what, self.table(name)], seconds=300, gib=6)
