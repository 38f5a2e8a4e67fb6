"""Tables as spreadsheets and statistical programs write them: read as they are meant, or refused with what is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from extremum.algebra.errors import DataError
from extremum.cli.tables import read

READ = [
    (b"a,b\r\n1,2\r\n3,4\r\n", "", [[1, 2], [3, 4]]),
    (b"\xef\xbb\xbfa;b\n1;2\n3;4\n", "b", [[2], [4]]),
    (b'"a", "b"\n"1", "2"\n', "b,a", [[2, 1]]),
    (b"# made by hand\n1\t2\n\n3\t4\n", "", [[1, 2], [3, 4]]),
    (b",a,b\n0,1,2\n1,3,4\n", "a,b", [[1, 2], [3, 4]]),
    (b'a,"b\nc"\n1,2\n', "a", [[1]]),
]
REFUSED = [
    (b"a,b\n1,2,3\n", "b", "line 1 names 2 columns, and line 2 has 3"),
    (b"1,2\n3,4,5\n", "", "line 2: it has 3 columns, and line 1 has 2"),
    (b"NA,2\n3,4\n", "", "line 1, column 1: 'NA' is no number; there a value is missing"),
    (b"a,2\n3,4\n", "", "line 1: 'a' is no number, and 2 no name"),
    (b",a,b\n0,1,2\n1,3,4\n", "", "has a column without a name; name those that are meant: X="),
    (b"y,a,b\n1,2,3\n", "", "has a column y, which is a variable too; name those that are meant: X="),
    (b"a,a\n1,2\n", "a", "has 2 columns 'a'; rename them"),
    (b"a;b\n1,5;2\n", "", "'1,5' is no number here; write it with a point"),
    (b"a b\n1 2\n", "", "'1 2' is no number; columns are separated by"),
    ("a,b\n1,2\n".encode("utf-16"), "", "save it as UTF-8"),
]


@pytest.mark.parametrize(("text", "key", "numbers"), READ)
def test_tables_are_read(tmp_path: Path, text: bytes, key: str, numbers: list[list[float]]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text)
    assert read(path, key, "X", ("X", "y")).tolist() == numbers


@pytest.mark.parametrize(("text", "key", "message"), REFUSED)
def test_tables_that_can_be_read_in_two_ways_are_refused(tmp_path: Path, text: bytes, key: str, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text)
    with pytest.raises(DataError) as error:
        read(path, key, "X", ("X", "y"))
    assert message in str(error.value)
