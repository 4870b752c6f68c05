"""Abstention and confidence; the ROC area against the Mann-Whitney U of scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from eval import confidence_measures as measures
from eval import conflict_measures

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=1, max_size=20)

ANSWERS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.05, 0.1, 0.33, 0.5, 0.77, 0.95, 1.0]), st.booleans()),
    min_size=1, max_size=30,
)  # fmt: skip


@given(SCORES, SCORES)
def test_roc_auc_equals_the_reference(above: list[float], below: list[float]) -> None:
    labels = [True] * len(above) + [False] * len(below)
    reference = mannwhitneyu(above, below, method="asymptotic").statistic
    expected = reference / (len(above) * len(below))
    assert measures.roc_auc(above + below, labels) == pytest.approx(expected)


def test_roc_auc_of_ties_and_single_classes() -> None:
    assert measures.roc_auc([0.5, 0.5], [True, False]) == 0.5
    assert measures.roc_auc([0.9, 0.1], [True, True]) is None
    assert measures.roc_auc([], []) is None


def test_risk_coverage_goes_by_falling_confidence() -> None:
    curve = measures.risk_coverage([0.2, 0.9, 0.5], [True, False, True], 4)
    assert curve == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(2 / 3))]
    assert measures.risk_coverage_area(curve) == pytest.approx((0 + 0.5 + 2 / 3) / 3)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1))
def test_risk_coverage_does_not_depend_on_order(answers: list[tuple[float, bool]]) -> None:
    def curve(order: list[tuple[float, bool]]) -> list[tuple[float, float]]:
        confidences, wrong = zip(*order, strict=True)
        return measures.risk_coverage(confidences, wrong, len(order))

    assert curve(answers) == curve(sorted(answers))
    coverage, risk = curve(answers)[-1]
    assert coverage == 1.0
    assert risk == pytest.approx(np.mean([wrong for _, wrong in answers]))


def test_an_empty_curve_has_no_area() -> None:
    assert measures.risk_coverage([], [], 3) == []
    assert measures.risk_coverage_area([]) is None


def test_calibration_by_hand() -> None:
    points = measures.reliability([0.1, 0.92, 0.98, 1.0], [False, True, False, True])
    assert points == [(0.1, 0.0, 1), (pytest.approx(0.9666667), pytest.approx(2 / 3), 3)]
    error = measures.calibration_error([0.1, 0.92, 0.98, 1.0], [False, True, False, True])
    assert error == pytest.approx((0.1 * 1 + 0.3 * 3) / 4)
    assert measures.calibration_error([], []) is None


@given(ANSWERS)
def test_calibration_equals_the_reference(answers: list[tuple[float, bool]]) -> None:
    """Against a second writing of the formula, over half-open bins of which the last is closed."""
    expected = 0.0
    for low in range(10):
        inside = [
            (c, right) for c, right in answers if low <= c * 10 < low + 1 or c == 1 == low - 8
        ]
        if inside:
            confidence = sum(c for c, _ in inside) / len(inside)
            accuracy = sum(right for _, right in inside) / len(inside)
            expected += abs(confidence - accuracy) * len(inside) / len(answers)
    confidences, truths = zip(*answers, strict=True)
    assert measures.calibration_error(confidences, truths) == pytest.approx(expected)


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    assert measures.calibration_error([0.5] * 4, [True, False, True, False]) == 0
    assert measures.calibration_error([1.0, 0.0], [True, False]) == 0
    assert measures.calibration_error([1.0, 1.0], [False, False]) == 1


def test_abstention_is_scored_where_it_is_defined() -> None:
    assert measures.abstention_precision(abstained=True, unanswerable=True) == 1.0
    assert measures.abstention_precision(abstained=True, unanswerable=False) == 0.0
    assert measures.abstention_precision(abstained=False, unanswerable=True) is None
    assert measures.abstention_recall(abstained=True, unanswerable=True) == 1.0
    assert measures.abstention_recall(abstained=False, unanswerable=True) == 0.0
    assert measures.abstention_recall(abstained=True, unanswerable=False) is None
    assert measures.answered(abstained=False, unanswerable=False) == 1.0
    assert measures.answered(abstained=True, unanswerable=False) == 0.0
    assert measures.answered(abstained=True, unanswerable=True) is None


def test_conflicts_are_found_or_falsely_raised() -> None:
    assert conflict_measures.conflict_found(2, conflict=True) == 1.0
    assert conflict_measures.conflict_found(0, conflict=True) == 0.0
    assert conflict_measures.conflict_found(1, conflict=False) is None
    assert conflict_measures.conflict_false_alarm(1, conflict=False) == 1.0
    assert conflict_measures.conflict_false_alarm(0, conflict=False) == 0.0
    assert conflict_measures.conflict_false_alarm(1, conflict=True) is None
