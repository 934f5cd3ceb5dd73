"""The questionnaires that are shipped load, and agree on their traits."""

from pathlib import Path

from app.questionnaires.loading import load_folder
from app.questionnaires.traits import catalogue, merge_catalogues

LIBRARY = load_folder(Path(__file__).parents[3] / "questionnaires")


def test_every_shipped_questionnaire_loads_and_their_traits_agree():
    assert {"sign-up", "lifestyle"} <= set(LIBRARY.slugs)
    merged = merge_catalogues(catalogue(one) for one in LIBRARY)
    assert set(merged) == {key for one in LIBRARY for key in catalogue(one)}


def test_every_question_of_sign_up_is_asked_in_both_languages():
    pages = LIBRARY.latest("sign-up").pages
    questions = [question for page in pages for question in page.elements]
    texts = [page.title for page in pages] + [question.title for question in questions]
    texts += [question.daren.why for question in questions if question.daren.why]
    assert [text.default for text in texts if not text.zh_cn] == []
