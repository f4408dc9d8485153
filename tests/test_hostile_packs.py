"""A pack may come from a stranger: it is refused with its place, or it loads, soon and in little memory.

Every pack is loaded and used in a process of its own that may take two gigabytes and a minute of processor time, and that may start
nothing, open no connection and write no file.
"""

import compileall
import json
import os
import resource
import subprocess
import sys

import pytest
from packs import entry, toml

from stripper import Cleaner, PatternError, Registry
from stripper.registry import MAX_FILE_BYTES, MAX_FILES, MAX_LIST

MEMORY = 2 << 30
SECONDS = 60  # of processor time, where most take a few: what a clock shows is the business of a machine's other users
GIVE_UP = 900  # seconds by the clock, for what waits and does not work

CHILD = """
import json, sys
sys.path.insert(0, sys.argv[2])
from stripper import Cleaner, PatternError, Registry
import regex, tomllib, rapidfuzz.process
REFUSED = ("subprocess.", "socket.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename", "ctypes.",
    "pickle.", "marshal.load", "urllib.")
broken = []
def imports():  # Python reading byte code of its own, which packs have no way to bring about
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")
def watch(event, args):
    if event == "marshal.loads" and imports():
        return
    if event.startswith(REFUSED) or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")):
        broken.append([event, str(args)[:200]])
    if event in ("compile", "exec") and sys.argv[1] in str(args):
        broken.append([event, str(args)[:200]])
traitor = compile(sys.argv[3], "traitor", "exec")
sys.addaudithook(watch)
def use(path):
    exec(traitor)
    try:
        registry = Registry.load(path, default=False, plugins=False)
        Cleaner(registry).clean("Rain fell.\\n\\nPlease share this article.\\n\\nshare " + 40 * "aaaaaaaaaaaaaa " + "b")
    except PatternError as error:
        return {"file": error.file, "id": error.pattern_id, "key": error.key, "why": error.why, "text": str(error)}
    return {"patterns": len(registry)}
found = use(sys.argv[1])
print(json.dumps({**found, "broken": broken}))
"""


def within_limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def watched(path, root, traitor=""):
    """What became of a pack, with what was done that may not be; ``traitor`` is code that plays a loader gone wrong."""
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", CHILD, str(path), str(root), traitor],
        capture_output=True,
        text=True,
        timeout=GIVE_UP,
        preexec_fn=within_limits,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def loaded(path, root):
    """What became of a pack: how many patterns it has, or its error."""
    found = watched(path, root)
    assert found.pop("broken") == []
    if "text" in found:
        assert found["text"].isprintable() and len(found["text"]) < 2000
    return found


def words(n, prefix="w"):
    return [f"{prefix}{i}" for i in range(n)]


def doubled(form, longest):
    inner = "x"
    while len(form.format(inner, inner)) < longest:
        inner = form.format(inner, inner)
    return inner


REGEX = {"templates": None, "anchors": ["share"]}
CUES = {"templates": None}

# name: (changes of a sound entry, key of the error, what it says; None if the pack is sound though large)
ENTRIES = {
    "brackets nested too deeply": ({"templates": ["please " + "(" * 500 + "share" + ")" * 500]}, "templates", "deep"),
    "brackets by the hundred thousand": (
        {"templates": ["please " + "[" * 100_000 + "share" + "]" * 100_000]}, "templates", "more than 8000"),
    "choices that multiply within a word": ({"templates": ["please " + "(a|b)" * 30]}, "templates", "spellings"),
    "choices that multiply between words": ({"templates": ["please share this " + "(a|b) " * 900]}, None, ""),
    "choices of choices": ({"templates": ["please share " + doubled("({}|{} b)", 4000)], "extent": "line"}, None, ""),
    "options of options": ({"templates": ["please share " + doubled("[{} {}]", 4000)], "extent": "line"}, None, ""),
    "hyphens that multiply": ({"templates": ["please (" + "-".join(["zyg"] * 60) + "|share) x"]}, "templates", "hyphens"),
    "a huge alternation": (
        {"templates": [f"please share ({'|'.join(words(100_000))})"]}, "templates", "more than 8000"),
    "a huge alternation in a cue": (CUES | {"cues": [["share"], [f"({'|'.join(words(100_000))})"]]}, "cues", "8000"),
    "a cue group of many": (CUES | {"cues": [["share"], words(100_000)]}, "cues", "more than 1000"),
    "many cue groups": (CUES | {"cues": [["share"]] * 5_000}, "cues", "more than 1000"),
    "thousands of slots": ({"templates": ["please share " + "{name} " * 5_000]}, "templates", "more than 8000"),
    "a thousand slots": ({"templates": ["please share " + "{site} " * 1_100]}, None, ""),
    "a thousand gaps": ({"templates": ["please share " + "{..40} " * 1_100]}, None, ""),
    "nothing but colons": ({"templates": [": " * 3_900 + "please share this"]}, None, ""),
    "one endless word": ({"templates": ["please share " + "a" * 1_000_000]}, "templates", "more than 8000"),
    "an e with all accents": ({"templates": ["please share e" + "\u0301" * 7_000]}, None, ""),
    "twenty thousand templates": ({"templates": [f"please share {i}x" for i in range(20_000)]}, "templates", "1000"),
    "a hundred thousand examples": ({"match": ["Please share this article."] * 100_000}, "match", "more than 1000"),
    "a hundred thousand anchors": (REGEX | {"regex": "share", "anchors": words(100_000)}, "anchors", "1000"),
    "a regex within a limit of everything": (
        REGEX | {"regex": "share " + "(?:(?:[a-z]{0,1000}){0,1000}){0,1000}" * 100 + "!", "anchors": ["zebra"]}, None, ""),
    "a regex of two hundred thousand words": (REGEX | {"regex": "share " + "|".join(words(200_000))}, "regex", "8000"),
    "groups nested too deeply": (REGEX | {"regex": "share " + "(" * 3_000 + "a" + ")" * 3_000}, "regex", "deep"),
    "counts of counts": (REGEX | {"regex": "share " + "(?:" * 50 + "a" + "{1,1000})" * 50}, "regex", "deep"),
    "a count that nobody can count": (REGEX | {"regex": "share a{1,4000000000}"}, "regex", "repeats more than"),
    "a count of a million digits": (REGEX | {"regex": "share a{1," + "9" * 7_000 + "}"}, "regex", "repeats more than"),
    "a regex that calls itself": (REGEX | {"regex": "share (?R)"}, "regex", "calls a group"),
    "a regex that calls a group": (REGEX | {"regex": "share (a(?1)?b)"}, "regex", "calls a group"),
    "a regex that calls a named group": (REGEX | {"regex": "share (?<n>a(?&n)?b)"}, "regex", "calls itself"),
    "groups that call each other": (
        REGEX | {"regex": "share (?<n>a(?&m)?b)(?:(?P<m>c(?&n)?))"}, "regex", "calls itself"),
    "groups that call others": (
        REGEX | {"regex": "(?(DEFINE)(?<n>a)(?<m>(?:b|(?&n)){1,3}))share (?&m)"}, None, ""),
    "any number of errors": (REGEX | {"regex": "(?:share this){e}"}, "regex", "no bounded repetition"),
    "fifty errors": (REGEX | {"regex": "share(?:[a-z]{1,200}){e<=50}"}, "regex", "no bounded repetition"),
    "a bound hidden by a space": (REGEX | {"regex": "(?x)share a{1, }"}, "regex", "no bounded repetition"),
    "brackets that mean something else": (REGEX | {"regex": "(?V1)share [a-z--[x]]"}, "regex", "VERSION1"),
    "an id with a path": ({"id": "en.share.../../etc/passwd"}, "id", "letters"),
    "an id with a separator of Windows": ({"id": "en.share.a\\b"}, "id", "letters"),
    "an id with NUL": ({"id": "en.share.a\x00"}, "id", "letters"),
    "an id of two lines": ({"id": "en.share.a\nb"}, "id", "letters"),
    "an id that moves the cursor": ({"id": "en.share.\x1b[2J"}, "id", "letters"),
    "an id that reads backwards": ({"id": "en.share.\u202egnp"}, "id", "letters"),
    "an endless id": ({"id": "en.share." + "x" * 100_000}, "id", "more than"),
    "an id of markup": ({"id": "en.share.<script>"}, "id", "letters"),
}  # fmt: skip


@pytest.mark.parametrize("trick", [trick for trick, (_, key, _) in ENTRIES.items() if key])
def test_an_entry_is_refused_with_its_place(tmp_path, trick):
    changes, key, why = ENTRIES[trick]
    file = tmp_path / "mine.toml"
    file.write_text(toml(entry(**changes)), encoding="utf-8")
    with pytest.raises(PatternError) as caught:
        Registry.load(file, default=False, plugins=False)
    error = caught.value
    assert (error.file, error.pattern_id, error.key) == (
        "mine.toml",
        changes.get("id", "en.share.sample"),
        key,
    )
    assert why in error.why and str(error).isprintable() and len(str(error)) < 2000


@pytest.mark.slow
@pytest.mark.parametrize("trick", ENTRIES)
def test_an_entry_is_refused_or_loads_soon_and_in_little_memory(tmp_path, root, trick):
    changes, key, why = ENTRIES[trick]
    file = tmp_path / "mine.toml"
    file.write_text(toml(entry(**changes)), encoding="utf-8")
    found = loaded(file, root)
    if key is None:
        assert found == {"patterns": 1}
    else:
        assert (found["file"], found["key"]) == ("mine.toml", key)
        assert found["id"] == changes.get("id", "en.share.sample")
        assert why in found["why"]


NAMES_LIST = {"templates": ["please share {one}"]}

# name: (changes of a sound entry, vocabulary, key of the error, what it says)
VOCABULARIES = {
    "a list that names itself": (NAMES_LIST, 'one = ["{one}"]', None, ""),
    "lists that name each other": (NAMES_LIST, 'one = ["{two}"]\ntwo = ["{one}", "[{one} {one}]"]', None, ""),
    "too many entries": (NAMES_LIST, f"one = {json.dumps(words(MAX_LIST + 1))}", "one", "at most"),
    "an endless entry": (NAMES_LIST, f'one = ["{"w " * 1_000_000}"]', "one", "at most"),
    "an entry with many hyphens": (NAMES_LIST, f'one = ["{"-".join(["zyg"] * 60)}", "b"]', "templates", "hyphens"),
    "a long list named often": (
        {"templates": ["please share " + "{one} " * 1_000]}, f"one = {json.dumps(words(5_000))}", "templates", "written out"),
    "a long list named by many": (
        {"templates": [f"please share {i} {{one}}" for i in range(900)], "extent": "line"},
        f"one = {json.dumps([f'{w} yy' for w in words(5_900)])}", "templates", "words to look for"),
    "a cue of long lists": (
        CUES | {"cues": [["share"], ["{one}", "{two}"]]},
        f"one = {json.dumps(words(15_000))}\ntwo = {json.dumps(words(15_000, 'v'))}", "cues", "written out"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("trick", VOCABULARIES)
def test_a_vocabulary_is_refused_or_loads_soon_and_in_little_memory(tmp_path, root, trick):
    changes, vocab, key, why = VOCABULARIES[trick]
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "share.toml").write_text(toml(entry(**changes)), encoding="utf-8")
    (tmp_path / "vocab.toml").write_text(vocab, encoding="utf-8")
    found = loaded(tmp_path, root)
    if key is None:
        assert found == {"patterns": 1}
    else:
        assert found["key"] == key and why in found["why"]
        assert found["file"] == ("vocab.toml" if key == "one" else "en/share.toml")


FILES = {
    "arrays in arrays": (b"a = " + b"[" * 1_000_000, "nested too deeply"),
    "tables in tables": (b"a = " + b"{a=" * 100_000, "nested too deeply"),
    "a key of a million parts": (b".".join([b"a"] * 1_000_000) + b"=1", "line 1: a key"),
    "a quoted key of many parts": (b".".join([b'"a.b"'] * 500_000) + b"=1", "line 1: a key"),
    "a table's name of a million parts": (b"[" + b".".join([b"a"] * 1_000_000) + b"]", "line 1: a key"),
    "a million quotes": (b'a = "' + b'\\"' * 1_500_000, "not valid TOML"),
    "a number of a million digits": (b"a = " + b"9" * 1_000_000, "not valid TOML"),
    "a day that never was": (b"a = 2020-99-99", "not valid TOML"),
    "a lone surrogate": (b'a = "\\ud800"', "not valid TOML"),
    "a third of a million tables": (b"[[pattern]]\n" * 340_000, "is required"),
    "a hundred thousand keys": (b"\n".join(b"k%d.a.b.c=1" % i for i in range(100_000)), "unknown table"),
}


@pytest.mark.slow
@pytest.mark.parametrize("trick", FILES)
def test_a_file_is_refused_soon_and_in_little_memory(tmp_path, root, trick):
    content, why = FILES[trick]
    (tmp_path / "mine.toml").write_bytes(content)
    found = loaded(tmp_path / "mine.toml", root)
    assert found["file"] == "mine.toml" and why in found["why"]


def test_a_hundred_megabytes_are_refused_before_they_are_parsed(tmp_path, root):
    with (tmp_path / "mine.toml").open("wb") as file:
        file.truncate(100 << 20)
    found = loaded(tmp_path / "mine.toml", root)
    assert (found["file"], found["key"]) == ("mine.toml", "") and "too large" in found["why"]


@pytest.mark.slow
def test_many_files_that_are_too_large_together_are_refused(tmp_path, root):
    comment = b"#" * (MAX_FILE_BYTES - 1)
    (tmp_path / "en").mkdir()
    for number in range(17):
        (tmp_path / "en" / f"share-{number:02}.toml").write_bytes(comment)
    found = loaded(tmp_path, root)
    assert found["file"] == "en/share-16.toml" and "too large" in found["why"]


@pytest.mark.slow
def test_too_many_files_are_refused(tmp_path, root):
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.toml").touch()
    assert "files, more than" in loaded(tmp_path, root)["why"]


@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device"])
def test_what_never_ends_is_not_read(tmp_path, root, kind):
    path = tmp_path / "mine.toml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = "/dev/zero"
    else:
        path.symlink_to("/dev/zero")
    assert "no such file" in loaded(path, root)["why"]
    if kind != "device":
        found = loaded(tmp_path, root)
        assert (found["file"], found["why"]) == ("mine.toml", "is not a regular file")


def test_a_folder_that_leads_back_to_itself_is_read_once(tmp_path, root):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "share.toml").write_text(toml(entry()), encoding="utf-8")
    (tmp_path / "en" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert loaded(tmp_path, root) == {"patterns": 1}


@pytest.mark.parametrize("name", ["sha\nre", "\x1b[2J", "\u202eerahs", "share; rm -rf", "$(id)", "a'b\"c"])
def test_a_name_of_a_file_is_shown_and_nothing_else(tmp_path, root, name):
    (tmp_path / f"{name}.toml").write_text(toml(entry(zone="top")), encoding="utf-8")
    found = loaded(tmp_path, root)  # which checks that the message can be printed
    assert (found["file"], found["key"]) == (f"{name}.toml", "zone")


def test_a_name_that_is_not_utf8_is_shown_too(tmp_path, root):
    path = os.fsencode(tmp_path) + b"/\xff.toml"
    with open(path, "wb") as file:  # noqa: PTH123 - a Path has no bytes
        file.write(b"[")
    assert "not valid TOML" in loaded(tmp_path, root)["why"]


def test_loading_a_pack_runs_nothing_of_it(tmp_path, root):
    (tmp_path / "en" / "__pycache__").mkdir(parents=True)
    (tmp_path / "__cache__").mkdir()
    (tmp_path / "en" / "share.toml").write_text(toml(entry()), encoding="utf-8")
    code = f"open({str(tmp_path / 'ran')!r}, 'w')\n"
    for name in ("__init__", "__main__", "conftest", "sitecustomize", "vocab", "en/share", "en/__init__"):
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
    for name in ("__cache__/index.bin", "vocab.pkl", "en/share.pickle"):
        (tmp_path / name).write_bytes(b"cbuiltins\nexec\n(S" + repr(code).encode() + b"\ntR.")
    (tmp_path / "evil.pth").write_text(f"import os; {code}", encoding="utf-8")
    assert loaded(tmp_path, root) == {"patterns": 1}
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("event", "traitor"),
    [
        ("marshal.loads", "import marshal; marshal.loads(marshal.dumps(1))"),
        ("pickle.find_class", "import pickle; pickle.loads(b'cbuiltins\\nint\\n.')"),
        ("compile", "compile('1', sys.argv[1] + '/en/share.toml', 'exec')"),
        ("exec", "sys.path.insert(0, sys.argv[1]); import vocab"),
        ("open", "open(sys.argv[1] + '/new', 'w').close()"),
        ("os.system", "import os; os.system('true')"),
        ("subprocess.Popen", "import subprocess; subprocess.run(['true'])"),
        ("socket.__new__", "import socket; socket.socket()"),
    ],
)
def test_the_watch_over_loading_sees_what_it_is_for(tmp_path, root, event, traitor):
    """Python's own reading of byte code is left out of it, and nothing else is."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "share.toml").write_text(toml(entry()), encoding="utf-8")
    (tmp_path / "vocab.py").write_text("", encoding="utf-8")
    compileall.compile_dir(tmp_path, quiet=2)
    found = watched(tmp_path, root, traitor)
    assert found["patterns"] == 1 and event in {name for name, _ in found["broken"]}


# -- what is only seen when a text comes -----------------------------------------------------------------


RUNAWAY = r"zebra(?:[a ]{0,99}[a ]{0,99}[a ]{0,99}[a ]{0,99}[a ]{0,99}){1,2}!"


def test_a_search_that_runs_away_is_an_error_of_its_pattern(tmp_path, monkeypatch):
    monkeypatch.setattr("stripper.rules.SEARCH_SECONDS", 0.3)
    file = tmp_path / "mine.toml"
    file.write_text(toml(entry(templates=None, regex=RUNAWAY, anchors=["zebra"])), encoding="utf-8")
    cleaner = Cleaner(Registry.load(file, default=False, plugins=False))
    assert cleaner.clean("A zebra ran.").spans == ()
    with pytest.raises(PatternError, match="took longer than") as caught:
        cleaner.clean("zebra " + "aa " * 60 + "bb! x")
    assert (caught.value.file, caught.value.pattern_id, caught.value.key) == (
        "mine.toml", "en.share.sample", "regex",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"templates": None, "regex": RUNAWAY, "anchors": ["zebra"]}, "explosive-regex"), ({"id": "en.share.\x1b"}, "id")],
)  # fmt: skip
def test_the_lint_says_so_before_a_text_comes(tmp_path, root, changes, why):
    file = tmp_path / "mine.toml"
    file.write_text(toml(entry(**changes)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "stripper", "patterns", "lint", "--alone", str(file)],
        capture_output=True, text=True, timeout=GIVE_UP, preexec_fn=within_limits, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert why in done.stdout + done.stderr and "Traceback" not in done.stderr and "\x1b" not in done.stderr
