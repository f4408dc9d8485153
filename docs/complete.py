"""Whether the reference has every public name: ``python docs/complete.py SITE`` lists those that it lacks."""

import ast
import re
import sys
from pathlib import Path

import stripper
import stripper.errors


def expected(root: Path) -> dict[str, set[str]]:
    """Page -> the anchors that it must have. Adapters are read, not imported: their libraries are elsewhere."""
    api = {f"stripper.errors.{name}" for name in stripper.errors.__all__}
    for name in set(stripper.__all__) - {"__version__"}:
        api.add(f"{getattr(stripper, name).__module__}.{name}")
    adapters = set()
    for path in (root / "adapters").glob("[!_]*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                adapters |= {f"stripper.adapters.{path.stem}.{name}" for name in ast.literal_eval(node.value)}
    return {"api": api, "adapters": adapters}


def main(site: Path) -> int:
    """Print what is missing; 1 if anything is."""
    missing = []
    for page, names in expected(Path(stripper.__file__).parent).items():
        html = (site / page / "index.html").read_text(encoding="utf-8")
        missing += sorted(names - set(re.findall(r'id="([\w.]+)"', html)))
        for leftover in re.findall(r":(?:class|func|meth):|&gt;&gt;&gt; [^\n]*</p>|<blockquote", html):
            missing.append(f"{page}: docstring shown as it stands: {leftover}")
        print(f"{page}: {len(names)} public names")
    print(*(f"missing: {name}" for name in missing), sep="\n", end="\n" if missing else "")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
