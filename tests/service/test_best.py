"""The best rows of each group, compared with what sorting gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.best import best_of_each

ROWS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from([-1.5, -0.25, -0.0, 0.0, 1e-30, 0.25, 0.5, 3.0]),
        st.booleans(),
    ),
    min_size=1,
    max_size=40,
)


@given(rows=ROWS, most=st.integers(1, 6))
def test_it_is_what_sorting_gives(rows: list[tuple[int, float, bool]], most: int) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    owners = np.array([owner for owner, _, _ in rows])
    values = np.array([value for _, value, _ in rows], dtype=np.float32)
    favoured = np.array([is_favoured for _, _, is_favoured in rows])
    groups, firsts = np.unique(owners, return_index=True)
    before = values.copy()
    found = np.stack(list(best_of_each(values, favoured, firsts, most)), axis=1)
    for group, places in zip(groups, found.tolist(), strict=True):
        own = np.flatnonzero(owners == group).tolist()
        own.sort(key=lambda place: (not favoured[place], -values[place], place))
        assert places == (own + [-1] * most)[:most]
    assert values.tobytes() == before.tobytes()


@pytest.mark.parametrize("most", [1, 3])
def test_large_values_keep_their_order(most: int) -> None:
    values = np.array([np.finfo(np.float32).max, np.inf, -np.inf], dtype=np.float32)
    firsts = np.array([0])
    found = [each.tolist() for each in best_of_each(values, np.zeros(3, bool), firsts, most)]
    assert found == [[1], [0], [2]][:most]
