"""One JSON array, read element by element."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.benchmark import json_array
from annotations.benchmark.json_array import JsonArrayError, RepeatedKeys, array_elements

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class Drip(io.BytesIO):
    """A stream that gives a few bytes at a time, whatever is asked."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3)


def elements_of(text: str | bytes) -> list[Any]:
    return list(array_elements(io.BytesIO(text if isinstance(text, bytes) else text.encode())))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(JSON, max_size=6), st.booleans(), st.booleans())
def test_it_gives_what_json_gives(values: list[Any], indented: bool, ascii_only: bool) -> None:
    text = json.dumps(values, indent=2 if indented else None, ensure_ascii=ascii_only)
    raw = text.encode("utf-8", errors="surrogatepass") if ascii_only else text.encode("utf-8", "replace")
    expected = json.loads(raw)
    assert list(array_elements(Drip(raw))) == expected
    assert [type(value) for value in elements_of(raw)] == [type(value) for value in expected]


def test_the_order_of_keys_is_kept() -> None:
    (row,) = elements_of('[{"z": 1, "a": {"y": 2, "b": 3}, "m": 4}]')
    assert list(row) == ["z", "a", "m"]
    assert list(row["a"]) == ["y", "b"]


def test_a_byte_order_mark_is_no_error() -> None:
    assert elements_of(b"\xef\xbb\xbf[1]") == [1]


def test_a_repeated_key_is_marked() -> None:
    (row,) = elements_of('[{"a": 1, "a": 2}]')
    assert isinstance(row, RepeatedKeys)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 5000, "1e999"])
def test_numbers_that_cannot_be_kept_come_as_infinity(number: str) -> None:
    assert elements_of(f"[{number}]") == [float("inf")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "{}",
        '{"rows": []}',
        "[1, 2",
        "[1 2]",
        "[1,]",
        "[,1]",
        "[1] [2]",
        "[1]]",
        '[{"a": 1}, {"b": ]',
        '["a',
        "[" * 100_000,
        b"[1, \xff]",
        b"[\xc3",
        b"\x00\x01\x02",
    ],
)
def test_a_file_that_is_no_array_is_one_error(text: str | bytes) -> None:
    with pytest.raises(JsonArrayError) as caught:
        elements_of(text)
    assert caught.value.code == "benchmark_file_unreadable"


def test_an_endless_row_is_refused_without_reading_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_array, "MAX_ELEMENT_CHARS", 1000)
    stream = io.BytesIO(b'["' + b"a" * 1_000_000)
    with pytest.raises(JsonArrayError, match="longer than a row"):
        list(array_elements(stream))
    assert stream.tell() < 500_000


def test_memory_stays_flat() -> None:
    row = json.dumps({"text": "x" * 1000}).encode()

    def peak(rows: int) -> int:
        stream = io.BytesIO(b"[" + b",".join([row] * rows) + b"]")
        tracemalloc.start()
        count = sum(1 for _ in array_elements(stream))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == rows
        return most

    # A twentieth of the longer file is room enough for what other threads of the process do meanwhile.
    assert peak(20_000) < peak(1_000) + 20_000 * len(row) / 20


def test_elements_come_before_the_file_has_been_read() -> None:
    stream = io.BytesIO(b"[" + b'"0123456789",' * 100_000 + b"0]")
    elements: Iterator[Any] = array_elements(stream)
    assert next(elements) == "0123456789"
    assert stream.tell() < 200_000
