"""What a question and sentences share, in languages that have no stemmer here."""

from qa_bot.answering.gram_features import gram_coverage, weighted_gram_overlaps


def test_the_sentence_with_the_words_of_the_question_shares_most() -> None:
    """However the words are inflected."""
    sentences = ["Мельницу построили в 1804 году.", "Колесо из дуба.", "В городе есть мост."]
    shares = weighted_gram_overlaps("Когда была построена мельница?", sentences)
    assert shares[0] > 2 * max(shares[1:])
    assert all(0 <= share <= 1 for share in shares)


def test_nothing_is_shared_with_nothing() -> None:
    """A question without a word, or no sentences at all."""
    assert weighted_gram_overlaps("?", ["a"]) == [0.0]
    assert weighted_gram_overlaps("Who?", []) == []
    assert gram_coverage("?", "a") == 0.0
    assert gram_coverage("мельница", "Старая мельница.") == 1.0
