"""The groups of patients: five dimensions, and how often nobody asked.

Codes follow the published lists: SIMD quintiles, the NHS age bands, sex and the six broad ethnic groups as
recorded in Scotland. `U` is always "not stated" and always the last.
"""

from __future__ import annotations

import numpy as np

CODES = {
    "deprivation": ("1", "2", "3", "4", "5", "U"),
    "age": ("0-15", "16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+", "U"),
    "sex": ("F", "M", "U"),
    "ethnicity": ("W", "M", "A", "AF", "CB", "O", "U"),
    "disability": ("Y", "N", "U"),
}

_NOT_STATED_SHARE = {"deprivation": 0.04, "age": 0.03, "sex": 0.03, "ethnicity": 0.14, "disability": 0.25}

_RESIDENTS = {
    "deprivation": (0.24, 0.22, 0.20, 0.18, 0.16),
    "age": (0.16, 0.10, 0.13, 0.13, 0.13, 0.14, 0.11, 0.07, 0.03),
    "sex": (0.51, 0.49),
    "ethnicity": (0.918, 0.014, 0.042, 0.012, 0.005, 0.009),
    "disability": (0.22, 0.78),
}

# Who comes differs from who lives there: older on the wards, younger in maternity.
_COMERS = {
    "wards": {
        "age": (0.02, 0.03, 0.04, 0.05, 0.08, 0.14, 0.22, 0.27, 0.15),
        "disability": (0.44, 0.56),
    },
    "outpatients": {
        "age": (0.09, 0.07, 0.10, 0.11, 0.14, 0.18, 0.17, 0.11, 0.03),
        "disability": (0.31, 0.69),
    },
    "theatres": {"age": (0.06, 0.06, 0.09, 0.11, 0.16, 0.20, 0.19, 0.11, 0.02)},
    "maternity": {
        "age": (0.002, 0.16, 0.52, 0.31, 0.008, 0.0, 0.0, 0.0, 0.0),
        "sex": (1.0, 0.0),
        "disability": (0.09, 0.91),
    },
}

_TILT = {"strathcorrie": 1.0, "inverlarig": 0.8, "braefoot": 0.65}
"""Each hospital's share of people from the most deprived fifth, relative to the board."""


def residents(dimension: str, hospital: str | None = None) -> np.ndarray:
    """Return shares of the population by group, without a not-stated group: a census knows everybody."""
    shares = np.array(_RESIDENTS[dimension])
    if dimension == "deprivation" and hospital:
        shares = shares * np.linspace(_TILT[hospital], 2 - _TILT[hospital], 5)
    return shares / shares.sum()


def comers(dimension: str, setting: str, hospital: str) -> np.ndarray:
    """Return shares of the people who come, by group, the last of them not stated."""
    known = np.array(_COMERS[setting].get(dimension, residents(dimension, hospital)))
    # Inverlarig's reception asks less often about ethnicity.
    missing = _NOT_STATED_SHARE[dimension] * (
        1.6 if (dimension, hospital) == ("ethnicity", "inverlarig") else 1
    )
    return np.append(known / known.sum() * (1 - missing), missing)
