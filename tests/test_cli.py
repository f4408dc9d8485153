"""The command line: what it prints, its exit codes, and one clear line for every mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packs import entry, toml
from typer.testing import CliRunner

from stripper import Registry, Result, __version__
from stripper.cli import app

ARTICLE = (
    "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again.\n\n"
    "By noon the wind had turned — and the crew brought it back with a broken mast and a torn sail."
)
TEXT = f"{ARTICLE}\n\nPlease share this article.\n"


def run(*args, stdin=None):
    return CliRunner().invoke(app, list(map(str, args)), input=stdin, env={"COLUMNS": "200"})


@pytest.fixture(autouse=True)
def load_once(monkeypatch, shipped):
    """Spare the commands that run in this process from loading the same patterns forty times over."""
    load = Registry.load

    def remembered(*packs, default=True, plugins=True):
        if not default:
            return load(*packs, default=False, plugins=plugins)
        return shipped.extend(*packs) if packs else shipped

    monkeypatch.setattr(Registry, "load", remembered)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


# -- clean, scan, explain -----------------------------------------------------------------------------


def test_clean_prints_the_body(file):
    done = run("clean", file)
    assert (done.exit_code, done.stdout, done.stderr) == (0, ARTICLE + "\n", "")


@pytest.mark.parametrize("args", [["clean"], ["clean", "-"]])
def test_clean_reads_standard_input(args):
    done = run(*args, stdin=TEXT)
    assert (done.exit_code, done.stdout) == (0, ARTICLE + "\n")


def test_clean_json_holds_the_whole_result(file):
    done = run("clean", "--json", file)
    result = Result.from_dict(json.loads(done.stdout))
    assert done.exit_code == 0 and result.body == ARTICLE and result.restore() == TEXT


def test_clean_show_prints_the_whole_text_and_a_legend(file):
    done = run("clean", "--show", file)
    assert done.exit_code == 0
    assert "Please share this article." in done.stdout and ARTICLE in done.stdout
    assert "removed:" in done.stdout and "share" in done.stdout.rpartition("removed:")[2]


def test_clean_of_an_empty_text_prints_nothing():
    done = run("clean", stdin="")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_a_byte_order_mark_is_not_part_of_the_text(file):
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert run("clean", file).stdout == ARTICLE + "\n"


def test_line_ends_of_the_input_stay(file):
    file.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert run("clean", file).stdout_bytes == ARTICLE.replace("\n", "\r\n").encode() + b"\n"


@pytest.mark.parametrize("end", ["\r", "\u2028", "\u2029", "\x85", "\n\r"])
def test_ends_of_lines_of_any_kind_stay(file, end):
    file.write_bytes(TEXT.replace("\n", end).encode())
    out = run("clean", file).stdout_bytes.decode()
    assert out.removesuffix("\n").rstrip(end) == ARTICLE.replace("\n", end)


@pytest.mark.parametrize(
    "encoding", ["latin-1", "cp1252", "utf-8", "utf-16", "utf-16-be", "utf-32", "koi8-r"]
)
def test_a_text_in_another_encoding_comes_out_as_utf8(file, encoding):
    text = TEXT.replace("\u2014", "-").replace("ferry", "\u0444" if encoding == "koi8-r" else "caf\xe9")
    file.write_bytes(text.encode(encoding))
    done = run("clean", "--encoding", encoding, file)
    assert (done.exit_code, done.stdout) == (0, text.partition("\n\nPlease")[0] + "\n")
    (span,) = map(json.loads, run("scan", "--encoding", encoding, file).stdout.splitlines())
    assert text[span["start"] : span["end"]] == span["text"]


def test_a_byte_order_mark_is_not_part_of_the_text_in_a_given_encoding_either(file):
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert run("clean", "--encoding", "utf-8", file).stdout == ARTICLE + "\n"


BROKEN = (b"\xff", b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80" * 50)


@pytest.mark.parametrize("bad", BROKEN)
def test_bytes_that_are_no_text_are_refused_replaced_or_kept(file, bad):
    data = TEXT.encode().replace(b"ferry", bad)
    file.write_bytes(data)
    check_refused(run("clean", file), "line 1", "not valid UTF-8")
    replaced = run("clean", "--errors", "replace", file)
    assert (replaced.exit_code, "\ufffd" in replaced.stdout) == (0, True)
    kept = run("clean", "--errors", "keep", file)
    assert (kept.exit_code, kept.stdout_bytes) == (0, data.partition(b"\n\nPlease")[0] + b"\n")
    for command in ("scan", "explain"):
        assert run(command, "--errors", "keep", file).exit_code == 0
    for option in ("--json", "--show"):
        assert run("clean", "--errors", "keep", option, file).exit_code == 0


@pytest.mark.parametrize("encoding", ["nonsense", "hex", "rot13", "base64", "\x00", ""])
def test_what_is_no_encoding_is_one_line(file, encoding):
    check_refused(run("clean", "--encoding", encoding, file))


def test_a_text_that_is_not_in_its_encoding_is_one_line(file):
    check_refused(run("clean", "--encoding", "ascii", file), "not valid ascii")
    file.write_bytes(b"\x00\x00\x00")
    check_refused(run("clean", "--encoding", "utf-16", file), "not valid utf-16")


def test_scan_prints_one_json_object_a_span(file):
    done = run("scan", file)
    spans = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0 and len(spans) == 1
    assert TEXT[spans[0]["start"] : spans[0]["end"]] == spans[0]["text"] and spans[0]["category"] == "share"


def test_explain_lists_the_candidates_with_their_verdicts(file):
    done = run("explain", file)
    assert done.exit_code == 0 and "en.share." in done.stdout and "removed" in done.stdout
    found = json.loads(run("explain", "--json", file).stdout)
    assert any(e["removed"] and e["text"].startswith("Please share") for e in found)
    assert all({"start", "end", "score", "reason", "pattern_id"} <= set(e) for e in found)


def test_the_policy_option_is_obeyed(file):
    file.write_text(f"{ARTICLE}\n\nTweet\nPrint\nFacebook\n")
    assert run("clean", file).stdout == ARTICLE + "\n"
    assert run("clean", "--policy", "precise", file).stdout == file.read_text()


def test_a_further_pack_is_used(tmp_path, file):
    pack = tmp_path / "own.toml"
    pack.write_text(toml(entry(id="en.share.own", templates=["kindly pass the parchment around"])))
    file.write_text(f"{ARTICLE}\n\nKindly pass the parchment around.\n")
    assert "parchment" in run("clean", file).stdout
    assert run("clean", "--pack", pack, file).stdout == ARTICLE + "\n"


def test_the_version_is_an_option_too():
    done = run("--version")
    assert done.exit_code == 0 and done.stdout == f"stripper {__version__}\n"


def test_version_names_version_and_registry():
    done = run("version")
    assert done.exit_code == 0 and __version__ in done.stdout and "patterns" in done.stdout


# -- patterns -----------------------------------------------------------------------------------------


def test_patterns_list_prints_one_line_a_pattern(shipped):
    lines = run("patterns", "list").stdout.splitlines()
    assert len(lines) >= len(shipped)
    assert all(len(line.split("\t")) == 5 for line in lines)


def test_patterns_list_filters():
    lines = run("patterns", "list", "--category", "share", "--language", "en").stdout.splitlines()
    assert lines and all(line.startswith(("en.share.", "mul.share.")) for line in lines)


def test_patterns_show_prints_a_pattern(shipped):
    pattern = shipped.patterns[0]
    done = run("patterns", "show", pattern.id)
    shown = json.loads(done.stdout)
    assert done.exit_code == 0 and shown["id"] == pattern.id and shown["match"] == list(pattern.match)


def test_patterns_lint_passes_a_sound_file(tmp_path):
    pack = tmp_path / "own.toml"
    pack.write_text(
        toml(
            entry(
                id="en.share.own",
                templates=["kindly pass the parchment around"],
                match=["Kindly pass the parchment around.", "Kindly pass the parchment around!"],
                keep=["They pass the parchment factory."],
            )
        )
    )
    for args in (["--alone", pack], [pack]):
        done = run("patterns", "lint", *args)
        assert done.exit_code == 0, done.stdout
        assert "0 findings" in done.stderr and done.stdout == ""


def test_patterns_lint_names_what_is_wrong_and_exits_with_1(tmp_path):
    pack = tmp_path / "own.toml"
    wrong = {"match": ["Kindly pass it.", "Parchment!"], "keep": ["Kindly pass the parchment around."]}
    pack.write_text(toml(entry(id="en.share.own", templates=["kindly pass the parchment around"], **wrong)))
    done = run("patterns", "lint", "--alone", pack)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert len(lines) >= 3 and all(line.startswith("own.toml: en.share.own: ") for line in lines)


# -- mistakes -----------------------------------------------------------------------------------------


def check_refused(done, *said):
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("stripper: ") and all(word in line for word in said)


@pytest.mark.parametrize("command", ["clean", "scan", "explain"])
def test_a_missing_file_is_one_line(tmp_path, command):
    check_refused(run(command, tmp_path / "nowhere.txt"), "nowhere.txt", "No such file")


@pytest.mark.parametrize("command", ["clean", "scan", "explain"])
def test_a_folder_is_one_line(tmp_path, command):
    check_refused(run(command, tmp_path), str(tmp_path), "folder")


def test_a_binary_file_is_one_line(file):
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    check_refused(run("clean", file), "binary")


def test_invalid_utf8_is_one_line_with_its_place(file):
    file.write_bytes(b"first\nsecond caf\xe9\n")
    check_refused(run("clean", file), "line 2", "UTF-8")


@pytest.mark.parametrize(
    "args", [["clean"], ["scan"], ["explain"], ["patterns", "list"], ["patterns", "show", "x"]]
)
def test_a_missing_pack_is_one_line(tmp_path, file, args):
    named = [file] if args[0] != "patterns" else []
    check_refused(run(*args, *named, "--pack", tmp_path / "nopack"), "nopack", "no such file or folder")


def test_a_wrong_pack_is_one_line_with_file_id_and_key(tmp_path, file):
    pack = tmp_path / "own.toml"
    pack.write_text(toml(entry(colour="red")))
    check_refused(run("clean", file, "--pack", pack), "own.toml", "en.share.sample", "colour")


@pytest.mark.parametrize("option", ["--category", "--language"])
def test_an_unknown_filter_is_one_line(option):
    check_refused(run("patterns", "list", option, "nonsense"), "nonsense")


def test_an_unknown_pattern_is_one_line():
    check_refused(run("patterns", "show", "en.share.nonsense"), "en.share.nonsense")


def test_lint_of_a_missing_file_is_one_line(tmp_path, root):
    check_refused(run("patterns", "lint", tmp_path / "nofile.toml"), "nofile.toml")
    check_refused(run("patterns", "lint", root / "patterns" / "en" / "nofile.toml"), "nofile.toml")


@pytest.mark.parametrize(
    "args",
    [
        ["clean", "--policy", "reckless"], ["clean", "--nonsense"], ["nonsense"], ["clean", "a", "b"],
        ["patterns", "nonsense"], ["patterns", "show"],
    ],
)  # fmt: skip
def test_wrong_arguments_are_told_on_stderr(args):
    done = run(*args)
    assert done.exit_code == 2 and done.stdout == "" and done.stderr
    assert "Traceback" not in done.stderr


# -- as real processes --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def environment(root):
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path}


def process(args, environment, **options):
    command = [sys.executable, "-m", "stripper", *map(str, args)]
    return subprocess.run(command, capture_output=True, env=environment, check=False, timeout=120, **options)


def test_a_real_process_cleans_standard_input(environment):
    done = process(["clean", "-"], environment, input=TEXT.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, ARTICLE + "\n", b"")


def test_a_real_process_fails_with_one_line(environment, tmp_path):
    done = process(["clean", "nowhere.txt"], environment, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == ["stripper: nowhere.txt: No such file or directory"]


@pytest.mark.parametrize("args", [["clean"], ["clean", "--show"], ["clean", "--json"], ["scan"], ["explain"]])
def test_output_does_not_depend_on_the_encoding_of_the_terminal(environment, file, args):
    done = process([*args, file], environment | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 0 and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    ["clean", "clean --show", "clean --json", "scan", "explain", "explain --json", "patterns list"],
)
def test_a_closed_pipe_ends_quietly(environment, tmp_path, command):
    big = tmp_path / "big.txt"
    big.write_text("\n\n".join([ARTICLE, "Please share this article."] * 400))
    name = "" if command.startswith("patterns") else big
    script = f'set -o pipefail; "{sys.executable}" -m stripper {command} {name} | head -1 > /dev/null'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, env=environment, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
@pytest.mark.parametrize("command", ["clean", "clean --json", "explain"])
def test_a_full_disk_is_one_clear_line(environment, tmp_path, command):
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stripper", *command.split(), tmp_path / "article.txt"],
            stdout=full, stderr=subprocess.PIPE, text=True, env=environment, timeout=120,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "stripper: output: No space left on device\n")
