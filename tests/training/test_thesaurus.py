"""Synonyms come from WordNet's own files, by the most frequent sense."""

import random
from pathlib import Path

import pytest

from training import augment
from training.thesaurus import synonyms


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    """Three synsets in WordNet's format: one noun, one verb, one adjective with a marker."""
    noun = "00000000 04 n 02 king 0 male_monarch 0 000 | a male sovereign\n"
    (tmp_path / "data.noun").write_text(noun)
    (tmp_path / "data.verb").write_text("00000000 42 v 02 stay 0 remain 0 000 | be left\n")
    (tmp_path / "data.adj").write_text("00000000 00 a 02 large 0 big(p) 0 000 | of size\n")
    (tmp_path / "data.adv").write_text("")
    (tmp_path / "index.noun").write_text(
        "  1 licence text\nking n 1 1 @ 1 1 00000000  \nstay n 1 0 1 0 00000000  \n"
    )
    (tmp_path / "index.verb").write_text("stay v 1 1 @ 1 1 00000000  \n")
    (tmp_path / "index.adj").write_text("large a 1 0 1 1 00000000  \n")
    (tmp_path / "index.adv").write_text("")
    (tmp_path / "cntlist.rev").write_text(
        "king%1:18:00:: 1 40\nlarge%3:00:00:: 1 9\nstay%1:04:00:: 1 2\nstay%2:42:00:: 1 30\n"
    )
    return tmp_path


def test_a_word_has_the_others_of_its_most_frequent_sense(wordnet: Path) -> None:
    assert synonyms(wordnet) == {"king": ["male monarch"], "stay": ["remain"], "large": ["big"]}


def test_without_wordnet_the_message_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="wordnet-base"):
        synonyms(tmp_path / "none")


def test_names_and_question_words_stay_in_a_reworded_question(
    wordnet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(augment, "thesaurus", lambda: synonyms(wordnet))
    changed = augment.reworded("why did King Xi stay with kings?", random.Random(1), share=1)
    assert changed == "why did King Xi remain with male monarchs?"
