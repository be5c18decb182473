"""The usual level of each service, which its common cause variation goes around.

The table holds what most services have, one row per service; `-` where a measure does not apply. Columns:
  falls, ulcers, medication   with harm, per 1,000 occupied bed days
  incidents                   all incidents reported, harm or not, per 1,000 occupied bed days
  news, hands                 % of observations on time; % of hand hygiene opportunities taken
  stay                        mean length of stay in days
  readmitted, died            % of discharges
  delayed                     bed days a month taken up by people whose discharge is delayed
  experience                  mean score out of 10
  sickness                    % of contracted hours
  complaints, answered        received a month; % answered within 20 working days
  staff                       whole-time equivalents
"""

from __future__ import annotations

import numpy as np

from data.demo.tables import read_table

_TABLE = """
service                          falls ulcers medication incidents news hands stay readmitted died delayed experience sickness complaints answered staff
strathcorrie-ae                  -     -      -          -         -    88    -    -          -    -       7.9        6.1      9.0        74       92
strathcorrie-amu                 3.4   1.6    2.1        48        92   90    2.2  13.5       3.4  -       8.2        5.6      4.0        76       64
strathcorrie-icu                 1.3   2.6    2.8        62        98   100   5.1  3.0        11.0 -       9.1        4.4      0.6        82       58
strathcorrie-theatres            -     -      -          -         -    95    -    -          -    -       9.0        5.1      -          -        71
strathcorrie-ward-4              6.4   2.2    1.5        55        91   89    15.6 14.0       6.5  150     8.4        6.4      2.2        78       42
strathcorrie-ward-5              3.6   1.5    1.9        46        90   91    6.4  15.5       6.0  48      8.5        5.8      2.0        79       38
strathcorrie-ward-6              2.2   1.2    1.8        41        93   92    4.2  8.5        1.4  22      8.7        5.0      2.4        80       40
strathcorrie-ward-7              4.1   1.8    1.6        44        92   91    6.5  6.5        1.6  74      8.6        5.4      2.1        80       38
strathcorrie-ward-8              4.6   1.9    1.4        47        94   93    11.8 8.0        8.5  66      8.8        5.2      2.2        83       34
strathcorrie-children            1.4   0.9    1.5        38        95   94    2.3  7.0        0.1  -       9.0        4.8      1.2        84       36
strathcorrie-maternity           1.0   0.8    0.9        36        95   93    2.5  2.6        0.1  -       8.9        5.3      1.9        81       66
strathcorrie-outpatients         -     -      -          -         -    -     -    -          -    -       8.8        4.6      3.4        80       49
inverlarig-ae                    -     -      -          -         -    90    -    -          -    -       8.3        5.5      3.0        79       38
inverlarig-ward-1                3.9   1.7    1.7        45        91   90    5.9  13.0       4.6  52      8.5        5.9      1.6        80       34
inverlarig-ward-2                2.0   1.2    1.5        40        84   92    3.9  8.0        1.2  -       8.7        5.0      1.3        82       31
inverlarig-ward-3                2.6   1.0    1.8        43        92   91    3.6  12.0       2.2  -       8.4        5.7      0.7        80       17
inverlarig-day-surgery           -     -      -          -         -    96    -    -          -    -       9.2        4.3      0.5        86       22
inverlarig-outpatients           -     -      -          -         -    -     -    -          -    -       8.9        4.4      1.3        83       21
braefoot-glen                    4.8   2.4    1.1        42        93   92    20.5 11.0       7.0  96      8.8        6.2      0.5        85       28
braefoot-rowan                   2.8   0.9    1.2        58        94   88    16.0 10.5       0.1  40      7.8        5.3      1.5        80       33
braefoot-hazel                   4.4   1.2    1.2        49        92   90    41.0 9.0        3.0  70      8.3        6.6      0.3        80       24
braefoot-cmht                    -     -      -          -         -    -     -    -          -    -       8.1        5.9      1.8        79       30
braefoot-minor-injuries          -     -      -          -         -    -     -    -          -    -       9.1        4.1      0.3        88       11
braefoot-district-nursing-north  -     -      -          -         -    -     -    -          -    -       9.2        6.0      0.2        80       9
braefoot-district-nursing-coast  -     -      -          -         -    -     -    -          -    -       9.2        5.2      0.3        80       12
braefoot-district-nursing-town   -     -      -          -         -    -     -    -          -    -       9.0        5.6      0.4        80       16
"""  # noqa: E501  (a table is read across)


_ROWS = read_table(_TABLE)
USUAL = {
    measure: {row["service"]: float(row[measure]) for row in _ROWS if row[measure]}
    for measure in [*_ROWS[0]][1:]
}
"""Measure → service → usual level."""

_FEW_SERVICES = """
measure        service                  level volume
did_not_attend strathcorrie-outpatients 9.4   6200
did_not_attend inverlarig-outpatients   8.1   1900
did_not_attend braefoot-cmht            14    820
waits          strathcorrie-outpatients 73.5  1150
waits          inverlarig-outpatients   77.5  420
waits          braefoot-cmht            71    115
cancelled      strathcorrie-theatres    6.8   610
cancelled      inverlarig-day-surgery   4.4   260
antenatal      strathcorrie-maternity   91    245
within_4_hours strathcorrie-ae          71    1480
within_4_hours inverlarig-ae            83.5  540
within_4_hours braefoot-minor-injuries  98    165
"""

VOLUME: dict[str, dict[str, int]] = {}
"""Measure → service → people in a usual month (A&E: week), for measures that few services have."""

for _row in read_table(_FEW_SERVICES):
    USUAL.setdefault(_row["measure"], {})[_row["service"]] = float(_row["level"])
    VOLUME.setdefault(_row["measure"], {})[_row["service"]] = int(_row["volume"])


def services_with(measure: str) -> tuple[str, ...]:
    return tuple(USUAL[measure])


def usual(measure: str, services: tuple[str, ...] | None = None) -> np.ndarray:
    """Return one level per service, in the order asked for."""
    levels = USUAL[measure]
    return np.array([levels[service] for service in services or levels])
