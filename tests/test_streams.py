"""Streams: the documents of a stream are cleaned as if they had been there at once."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import entry, registry

from stripper import Cleaner
from stripper.errors import InputError
from stripper.streams import clean_stream


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return Cleaner(registry(tmp_path_factory.mktemp("pack"), entry()))


PIECES = st.sampled_from(["It rained.", "Please share this article.", "\n\n", " ", "-", "--", "\f", "=", "ü"])


@given(
    st.lists(PIECES, max_size=25).map("".join),
    st.sampled_from(["\f", "--", "-=-", "\n\n"]),
    st.integers(1, 40),
)
def test_any_read_size_gives_what_cleaning_the_whole_documents_gives(small, text, separator, read_size):
    found = list(clean_stream(small, io.StringIO(text, newline=""), separator, read_size=read_size))
    assert found == list(small.clean_many(text.split(separator)))


@given(st.integers(1, 30), st.integers(0, 60), st.integers(1, 70), st.booleans())
def test_exactly_the_documents_above_the_limit_are_refused(small, limit, length, read_size, first):
    text = "abc--" * (not first) + "x" * length + "--abc"
    if max(length, 3) <= limit:
        assert len(list(clean_stream(small, io.StringIO(text), "--", limit, read_size))) == 2 + (not first)
    else:
        with pytest.raises(InputError, match=rf"document \d \(from 0\) is longer than {limit} code points"):
            list(clean_stream(small, io.StringIO(text), "--", limit, read_size))


def test_no_more_is_read_than_the_limit_asks_for(small):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return "x" * size

    stream = Endless()
    with pytest.raises(InputError, match="longer than 1,000 code points"):
        next(clean_stream(small, stream, limit=1000, read_size=64))
    assert stream.given < 1000 + 3 * 64


def test_documents_come_before_the_stream_has_ended(small):
    def reads():
        yield "One.\fTwo"
        raise AssertionError("read too far")

    class Slow:
        def __init__(self):
            self.reads = reads()

        def read(self, size):
            return next(self.reads)

    assert next(clean_stream(small, Slow())).body == "One."


def test_wrong_settings_and_bytes_are_reported(small):
    with pytest.raises(ValueError, match="separator"):
        clean_stream(small, io.StringIO(""), "")
    with pytest.raises(InputError, match="text mode"):
        next(clean_stream(small, io.BytesIO(b"x")))
