"""A mail is read as a mail program shows it: every part with words, in their order."""

from email import policy
from email.message import EmailMessage

import pytest

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty
from qa_bot.loading import LoadLimits, load_bytes

HEAD = (
    b"From: Odile Marr <odile@example.org>\nSubject: The lock\nDate: Mon, 6 May 2019 09:00 +0200\n"
)
PAGE = "<html><body><h2>News</h2><p>The lock opens in June, says Odile Marr.</p></body></html>"


def load(data: bytes | EmailMessage) -> Article:
    """The article of a message."""
    raw = data if isinstance(data, bytes) else data.as_bytes(policy=policy.SMTP)
    return load_bytes(raw, "test:mail", LoadLimits(), name="a.eml")


def message(text: str = "", subject: str = "The lock") -> EmailMessage:
    """A message of Odile Marr."""
    made = EmailMessage()
    made["From"], made["Subject"] = "Odile Marr <odile@example.org>", subject
    made["Date"] = "Mon, 06 May 2019 09:00:00 +0200"
    if text:
        made.set_content(text)
    return made


def test_text_after_a_picture_is_read() -> None:
    """Some programs write a part for each stretch of text between the pictures."""
    mail = message("Here is the upper gate.")
    mail.add_attachment(b"x", "image", "png", disposition="inline", filename="gate.png")
    mail.add_attachment("The lower gate leaks.", disposition="inline")
    mail.add_attachment("<p>It is <b>old</b>.</p>", subtype="html", disposition="inline")
    mail.add_attachment("a;b", subtype="csv", filename="costs.csv")
    article = load(mail)
    assert article.text == "Here is the upper gate.\n\nThe lower gate leaks.\n\nIt is old."
    assert article.unread == ("attachment gate.png", "attachment costs.csv")


@pytest.mark.parametrize("plain", ["\n", "Your mail program shows no HTML."[:9]])
def test_a_stub_gives_way_to_the_full_alternative(plain: str) -> None:
    """An empty plain part, or a much shorter one, stands for nothing."""
    mail = message(plain)
    mail.add_alternative(PAGE, subtype="html")
    assert load(mail).text == "News\n\nThe lock opens in June, says Odile Marr."


def test_a_full_plain_alternative_is_preferred() -> None:
    """Of alternatives only one is read; a stub of HTML is not."""
    mail = message("The lock opens in June, says Odile Marr.")
    mail.add_alternative("<p>The lock opens.</p>", subtype="html")
    assert load(mail).text == "The lock opens in June, says Odile Marr."


def test_alternatives_within_parts() -> None:
    """Pictures that belong to a page do not hide it."""
    mail = message("-")
    mail.add_alternative(PAGE, subtype="html")
    mail.get_payload()[1].add_related(b"x", "image", "png", cid="<1>")  # type: ignore[union-attr]
    mail.make_mixed()
    mail.add_attachment("Sent from the quay.", disposition="inline")
    assert load(mail).text.endswith("says Odile Marr.\n\nSent from the quay.")


@pytest.mark.parametrize("disposition", ["inline", "attachment"])
def test_a_forwarded_message_is_read_with_its_head(disposition: str) -> None:
    """Who wrote it, when and about what stands over it, and names its place."""
    inner = message("The key hangs by the door.", "Keys")
    del inner["From"]
    inner["From"] = "Jens Aalto <jens@example.org>"
    outer = message("See below.", "Fwd: Keys")
    outer.add_attachment(inner, disposition=disposition)
    article = load(outer)
    assert article.title == "Fwd: Keys" and article.author == "Odile Marr"
    assert article.text == (
        "See below.\n\nFrom: Jens Aalto\nDate: 2019-05-06T09:00:00+02:00\nSubject: Keys\n\n"
        "The key hangs by the door."
    )
    assert [place.label for place in article.places][-1] == "forwarded message: Keys"


def test_a_message_forwarded_again_and_again() -> None:
    """Each is read down to a depth that no person reaches."""
    mail = message("The lowest.")
    for _ in range(60):
        outer = message("Look.")
        outer.add_attachment(mail)
        mail = outer
    article = load(mail)
    assert article.text.count("Look.") > 10 and "a forwarded message" in article.unread


ENCODED = [
    (b"text/plain; charset=iso-2022-jp", b"7bit", "鍵は扉の横にある。", "iso2022_jp"),
    (b"text/plain; charset=windows-1250", b"8bit", "Klíč visí u dveří.", "cp1250"),
    (b"text/plain", b"8bit", "Klíč visí u dveří, říká Jiří.", "cp1250"),
    (b"text/plain; charset=gb2312", b"8bit", "钥匙挂在门边。", "gb18030"),
]


@pytest.mark.parametrize(("kind", "how", "text", "encoding"), ENCODED)
def test_the_charset_of_a_part(kind: bytes, how: bytes, text: str, encoding: str) -> None:
    """It is read as it is declared, or by its language, and so is a subject without encoding."""
    head = HEAD.replace(b"The lock", text.encode(encoding) + b" 1")
    data = head + b"Content-Type: " + kind + b"\nContent-Transfer-Encoding: " + how + b"\n\n"
    article = load(data + text.encode(encoding))
    assert article.text == text
    assert article.title == f"{text} 1"


def test_quoted_printable_is_decoded_before_its_charset() -> None:
    """A character may be cut by a soft line end."""
    kind = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    body = b"The caf=C3=\n=A9 by the lock =3D the best.=20\nIt is =E2=80=9Cold=E2=80=9D.\n"
    assert load(HEAD + kind + b"\n" + body).text.startswith("The café by the lock = the best.")


def test_flowed_lines_are_joined_by_their_spaces() -> None:
    """RFC 3676: a line that ends in a space goes on; with delsp the space is no space."""
    kind = b"Content-Type: text/plain; charset=utf-8; format=flowed"
    body = b"The lock \nis old.\nOdile Marr \nkeeps it.\n>> Who \n>> asks?\n> Jens.\n"
    assert load(HEAD + kind + b"\n\n" + body).text == (
        "The lock is old.\nOdile Marr keeps it.\nWho asks?\nJens."
    )
    close = "閘門は \n古い。\n".encode()
    assert load(HEAD + kind + b"; delsp=yes\n\n" + close).text == "閘門は古い。"


def test_what_stands_below_a_signature_is_kept() -> None:
    """A signature ends where something was quoted or forwarded; a long text is none."""
    forwarded = "Look.\n\n-- \nOdile\n\n-------- Forwarded message --------\nThe key is lost.\n"
    assert load(message(forwarded)).text.endswith("The key is lost.")
    assert "Odile" not in load(message(forwarded)).text
    letter = "Look.\n-- \n" + "\n".join(f"Clause {n} holds." for n in range(30))
    assert "Clause 29" in load(message(letter)).text


@pytest.mark.parametrize("kind", [b"multipart/mixed", b"multipart/mixed; boundary=none"])
def test_a_broken_multipart_is_read_as_text(kind: bytes) -> None:
    """Parts without a boundary are one text."""
    assert "The key" in load(HEAD + b"Content-Type: " + kind + b"\n\nThe key hangs there.\n").text


def test_a_message_from_a_mailbox_file_is_a_mail() -> None:
    """Its first line, which is no header, is passed over."""
    article = load(b"From odile@example.org Mon May  6 09:00:00 2019\n" + HEAD + b"\nIt is old.\n")
    assert (article.title, article.text) == ("The lock", "It is old.")


def test_a_part_that_is_no_text_is_named() -> None:
    """It does not keep the other parts from being read."""
    mail = message("It is old.")
    mail.add_attachment(bytes(range(32)) * 4, "text", "plain", disposition="inline")
    assert load(mail).unread == ("part text/plain",)
    with pytest.raises(SourceEmpty, match="only attachments"):
        load(HEAD + b"Content-Type: image/png\n\nx")


@pytest.mark.parametrize(
    "date",
    [b"Mon, 6 May 99999999999999999999 09:00:00 +0000", b"Mon, 99 May 2019", b"6 May", b"\xff"],
)
def test_a_date_that_is_none_is_left_out(date: bytes) -> None:
    """The message is read all the same."""
    head = b"From: a@example.org\nSubject: The lock\nDate: " + date + b"\nTo: b@example.org\n"
    article = load(head + b"\nIt is old.\n")
    assert (article.published, article.text) == ("", "It is old.")
