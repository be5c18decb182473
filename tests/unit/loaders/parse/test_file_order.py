"""The order of several files: by hand, as the names of publications go."""

from pathlib import Path

import pytest

from loaders.parse import files
from loaders.parse.file_order import key

FOLDER = Path("/data")


@pytest.mark.parametrize(
    "names",
    [
        ["ae-December-2023.csv", "ae-March-2024.csv", "ae-March-2024-revised.csv", "ae-April-2024.csv"],
        ["Monthly-AE-March-2022-x4g2K.csv", "Monthly-AE-March-2022-revised-a1b2.csv"],
        ["SHMI, Jan22-Dec22.csv", "SHMI, Feb22-Jan23.csv"],
        ["2016-04-01.csv", "2016-05-01.csv", "2017-01-01.csv"],
        ["20230731-RTT-July.csv", "20230831-RTT-August.csv"],
        ["x 30-04-2024.csv", "x 01-05-2024.csv"],
        ["part 2.csv", "part 10.csv"],
        ["a.csv", "a revised.csv"],
        ["MHSDS_JunPrf_2023.csv", "MHSDS_JunFinal_2023.csv"],
        ["April 2023-24.csv", "January 2023-24.csv", "April 2024-25.csv"],
        ["Q1 2023-24.csv", "Q4 2023-24.csv", "Q1 2024-25.csv"],
        ["msds-2020-21.csv", "msds-2021-22.csv", "msds-2022-23.csv"],
        ["hospital 3 - ind 2.csv", "hospital 3 - ind 15.csv", "hospital 15 - ind 2.csv"],
        ["2023/March.csv", "2023/March final.csv", "2024/March.csv"],
        ["a.csv", "a/b.csv"],
    ],
)
def test_files_come_in_the_order_of_their_times(names):
    paths = [FOLDER / name for name in reversed(names)]
    assert [p.relative_to(FOLDER).as_posix() for p in sorted(paths, key=lambda p: key(p, FOLDER))] == names


def test_a_pattern_finds_them_so(tmp_path):
    for name in ("ae-March-2024-revised.csv", "ae-March-2024.csv", "ae-April-2024.csv"):
        (tmp_path / name).write_text("x")
    found = [path.name for path in files.find(tmp_path, "ae-*.csv")]
    assert found == ["ae-March-2024.csv", "ae-March-2024-revised.csv", "ae-April-2024.csv"]
