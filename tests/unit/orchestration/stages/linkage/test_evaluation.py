import pytest

from contracts.problems import Problem
from orchestration.stages.linkage.evaluation import read_truth, worst_group

HEADER = "agency,record_type,unit,period,key,true_person_id,role"
ROW = "police,police_persons,A,2024-01,X|1,P1,KORBAN"


def written(tmp_path, *lines):
    path = tmp_path / "truth.csv"
    path.write_bytes("\n".join(lines).encode() + b"\n")
    return path


def test_further_columns_and_a_byte_order_mark_are_ignored(tmp_path):
    path = written(tmp_path, "\ufeff" + HEADER + ",more", ROW + ",9")
    assert read_truth(path).rows() == [tuple(ROW.split(","))]


@pytest.mark.parametrize(
    ("lines", "key", "told"),
    [
        ((HEADER.replace(",key", ""), ROW), "truth_no_csv", ""),
        ((HEADER.replace("key", "kunci"), ROW), "truth_column", "key"),
        ((HEADER,), "truth_empty", ""),
        (("",), "truth_no_csv", ""),
        ((HEADER, ROW, ROW.replace("P1", "")), "truth_blank", "3"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path, lines, key, told):
    with pytest.raises(Problem) as caught:
        read_truth(written(tmp_path, *lines))
    assert caught.value.key == f"linkage.{key}"
    assert told in caught.value.sentence("id")
    assert "X|1" not in caught.value.sentence("en")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Problem, match="cannot be read"):
        read_truth(tmp_path / "none.csv")


def test_the_worst_group_is_one_with_enough_pairs():
    small = {"by": "sex", "value": "U", "true_pairs": 2, "f1": 0.0}
    weak = {"by": "nik", "value": "unknown", "true_pairs": 40, "f1": 0.7}
    good = {"by": "nik", "value": "known", "true_pairs": 400, "f1": 0.9}
    assert worst_group([small, good, weak]) is weak
    assert worst_group([small]) is None
