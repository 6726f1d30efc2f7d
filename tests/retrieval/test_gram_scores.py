"""Few texts are ranked by the grams that they share with a question."""

from qa_bot.retrieval.gram_scores import gram_scores

TEXTS = {
    7: "Die alte Mühle steht am Fluss und mahlt Korn.",
    8: "Der Brief lag am Fluss.",
    9: "東京タワー",
}


def test_an_inflected_question_finds_its_text() -> None:
    """ "Mühlen" is no word of the text that has "Mühle"."""
    scores = gram_scores("Wo stehen Mühlen?", TEXTS)
    assert max(scores, key=scores.__getitem__) == 7


def test_texts_without_a_gram_in_common_have_no_score() -> None:
    """They are as those that full text did not find."""
    assert set(gram_scores("東京はどこ", TEXTS)) == {9}
    assert gram_scores("xyzzy", TEXTS) == {} == gram_scores("Wo?", {})


def test_a_gram_of_fewer_texts_counts_more() -> None:
    """What all texts have tells nothing."""
    texts = {1: "река город", 2: "река завод", 3: "река", 4: "река поле"}
    scores = gram_scores("река завод", texts)
    assert scores[2] > 2 * max(scores[1], scores[3], scores[4])
