"""What was not read is told by name, with the cure where there is one."""

from qa_bot.i18n.terminal_wording import places_unread


def test_pages_and_other_parts_are_told_apart() -> None:
    """A text recogniser is no cure for an attachment."""
    assert places_unread(["attachment a.png", "line 2 (some bytes are not UTF-8)"]) == (
        "Not fully read: attachment a.png, line 2 (some bytes are not UTF-8)."
    )
    both = places_unread(["page 3", "attachment a.png"])
    assert "over: page 3. A text recogniser" in both and both.endswith("read: attachment a.png.")
    assert places_unread([f"attachment {n}.png" for n in range(9)]).endswith(" and 1 more.")
    assert not places_unread([])
