from __future__ import annotations

import pytest

from rollcall.protocol.errors import InputProblem, InvalidInput, Refused
from rollcall.ui.reasons import field_text, refusal_text


@pytest.mark.parametrize("problem", InputProblem)
def test_every_problem_has_a_sentence(problem: InputProblem) -> None:
    text = field_text(InvalidInput("address", problem))
    assert text.endswith(".")
    assert problem.value not in text.lower() or problem in {
        InputProblem.NOT_AN_ADDRESS,
        InputProblem.NOT_A_RANGE,
        InputProblem.TOO_LONG,
    }


def test_problems_are_told_apart() -> None:
    texts = {field_text(InvalidInput("address", problem)) for problem in InputProblem}
    assert len(texts) == len(InputProblem)


@pytest.mark.parametrize("code", ["user_id_not_exists", "dept_not_exists", "invalid_parameter"])
def test_known_refusal_is_told_in_words(code: str) -> None:
    text = refusal_text(Refused("Front door", command="SetUserInfo", code=code))
    assert code not in text
    assert text.startswith("Front door")
