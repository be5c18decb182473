"""The few array types and small sums that every module here shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
Signs = NDArray[np.int8]

# Two numbers closer than this share of the series' largest value are the same number. The mean of a
# hundred times 0.1 is not exactly 0.1 in floating point; without a tolerance every point of such a
# flat line would lie "above the centre" and call itself a shift.
TOLERANCE = 1e-9


def as_matrix(values: ArrayLike) -> Floats:
    """Return the series × periods as float64; a single series may be given as a flat list, array or pandas
    Series.

    None, pandas' NA and NaN are missing values.

    >>> as_matrix([3, None, 5])
    array([[ 3., nan,  5.]])
    """
    matrix = as_numbers(values)
    if matrix.ndim == 1:
        matrix = matrix[np.newaxis, :]
    if matrix.ndim != 2:
        raise ValueError(
            f"expected one series (a flat list) or a matrix series × periods, got {matrix.ndim} dimensions"
        )
    return matrix


def as_numbers(values: ArrayLike, what: str = "the values") -> Floats:
    """Return float64 of any shape, or an error that says what came instead of numbers."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{what}: series of different lengths; fill the shorter ones with NaN") from None
    if array.dtype.kind == "O":
        array = np.array([_number(value, what) for value in array.ravel()], dtype=np.float64).reshape(
            array.shape
        )
    if array.dtype.kind not in "biuf":
        first = f", such as {array.flat[0]!r}" if array.size else ""
        raise ValueError(f"{what}: expected numbers, got {array.dtype}{first}")
    return array.astype(np.float64, copy=False)


def _number(value: Any, what: str) -> float:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):  # pandas' own; it is not imported here
        return math.nan
    if isinstance(value, str | bytes) or not hasattr(value, "__float__"):
        raise ValueError(f"{what}: expected numbers, got {value!r}; give None or NaN for what is missing")
    return float(value)


def divide(top: NDArray[Any], bottom: NDArray[Any]) -> Floats:
    """Return top / bottom, NaN wherever the bottom is zero, below zero or missing; never a warning."""
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    out: Floats = np.full(shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def tolerance(values: Floats) -> Floats:
    """Return (S, 1): how far two numbers of a series may differ and still be called equal.

    >>> tolerance(np.array([[1.0, -200.0, np.nan]]))
    array([[2.e-07]])
    """
    if values.shape[1] == 0:
        return np.zeros((values.shape[0], 1))
    largest = np.fmax.reduce(np.abs(values), axis=1, keepdims=True)
    largest[np.isnan(largest)] = 0.0
    return largest * TOLERANCE


def differs(one: Floats, other: Floats | float) -> Bools:
    """Return where two numbers differ by more than arithmetic leaves behind; False where either is missing.

    >>> differs(np.array([0.1 + 0.2, 1.0, np.nan]), np.array([0.3, 1.1, 2.0]))
    array([False,  True, False])
    """
    return np.abs(one - other) > TOLERANCE * np.maximum(np.abs(one), np.abs(other))
