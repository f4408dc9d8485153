"""Docstrings as Markdown, for the reference: doctests become code, and Sphinx roles become links.

mkdocstrings takes what stands in a docstring for Markdown. To Markdown, ``>>>`` is a quotation in a quotation in a
quotation, and a list in a doctest's output is a link to nowhere.
"""

import re

import griffe

_ROLE = re.compile(r":(?:class|func|meth|mod|attr|data|exc):`(~?)([^`<]+?)(?:\s*<([^`>]+)>)?`")


def _with_code(text: str) -> str:
    """Every doctest between fences, up to the blank line that ends it."""
    out: list[str] = []
    inside = False
    for line in text.split("\n"):
        if not inside and line.startswith(">>> "):
            out += ["", "```pycon"]
            inside = True
        elif inside and not line.strip():
            out.append("```")
            inside = False
        out.append(line)
    return "\n".join([*out, "```"] if inside else out)


def _path(name: str, where: griffe.Object) -> str | None:
    """The full path of what ``name`` means where it is written; None if it means nothing there."""
    if not name.startswith("stripper."):
        scope: griffe.Object | griffe.Alias | None = where
        while scope is not None and name.partition(".")[0] not in scope.members:
            scope = scope.parent
        if scope is None:
            return None
        name = f"{scope.path}.{name}"
    try:
        return where.modules_collection[name].canonical_path
    except (KeyError, griffe.AliasResolutionError):
        return None


def _with_links(text: str, where: griffe.Object) -> str:
    def link(role: re.Match[str]) -> str:
        short, name, target = role.groups()
        path = _path(target or name, where)
        if path is None:
            raise ValueError(f"{where.path}: {role[0]} means nothing there")
        shown = name.rpartition(".")[2] if short else name
        return f"[`{shown}`][{path}]"

    return _ROLE.sub(link, text)


def _objects(top: griffe.Object) -> list[griffe.Object]:
    """An object and all that it holds itself; what it only imports belongs to others."""
    found = [top]
    for member in top.members.values():
        if isinstance(member, griffe.Object):
            found += _objects(member)
    return found


class Docstrings(griffe.Extension):
    """Rewrites the docstrings of the package when all of it has been read."""

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        """Called once, when names can be looked up."""
        if pkg.name != "stripper":
            return
        for item in _objects(pkg):
            if item.docstring is not None:
                item.docstring.value = _with_links(_with_code(item.docstring.value), item)
