"""Mails, subtitles and plain text in several encodings."""

from email import policy
from email.message import EmailMessage

from benchmarks.documents import (
    AROUND,
    BOILERPLATE,
    ENCODINGS,
    HYPHENS,
    MAIL,
    SUBTITLES,
    UNSEEN,
    Case,
)

_HEAD = "From: Odile Marr <odile@example.org>\nTo: Jens <j@example.org>\nSubject: The lock\n"


def _message(text: str = "", subject: str = "The lock") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "Odile Marr <odile@example.org>", "Jens <j@example.org>"
    made["Subject"], made["Date"] = subject, "Mon, 06 May 2019 09:00:00 +0200"
    if text:
        made.set_content(text)
    return made


def _sent(mail: EmailMessage) -> bytes:
    return mail.as_bytes(policy=policy.SMTP)


def _after_a_picture() -> bytes:
    mail = _message("Here is the upper gate.")
    mail.add_attachment(b"x", "image", "png", disposition="inline", filename="gate.png")
    mail.add_attachment("The lower gate leaks.", disposition="inline")
    return _sent(mail)


def _empty_plain_part() -> bytes:
    mail = _message("\n")
    mail.add_alternative(
        "<p>The gate was painted by <b>Jens</b>.</p>", subtype="html", cte="base64"
    )
    return _sent(mail)


def _both_alternatives() -> bytes:
    mail = _message("The gate was painted by Jens in the spring.")
    mail.add_alternative("<p>The gate was painted by Jens in the spring.</p>", subtype="html")
    return _sent(mail)


def _forwarded() -> bytes:
    inner = _message("The key hangs by the door – ask Odile.", "Keys")
    outer = _message("See below.", "Fwd: Keys")
    outer.add_attachment(inner)
    return _sent(outer)


def _with_attachment() -> bytes:
    mail = _message("See attached.")
    mail.add_attachment("The lock is old.\n", filename="notes.txt")
    return _sent(mail)


def _newsletter() -> bytes:
    mail = _message()
    page = "<div class='newsletter-item'><p>The ferry sails again in June.</p></div>"
    mail.set_content(f"<html><body>{page}</body></html>", subtype="html")
    return _sent(mail)


def _declared(text: str, charset: str) -> bytes:
    return (f"{_HEAD}MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n"
            "Content-Transfer-Encoding: 8bit\n\n").encode() + text.encode(charset)  # fmt: skip


def _cues(first: str, second: str, times: tuple[str, str]) -> bytes:
    return f"1\n{times[0]}\n{first}\n\n2\n{times[1]}\n{second}\n".encode()


_TIMES = ("00:00:05,100 --> 00:00:08,000", "00:00:12,000 --> 00:00:15,000")
_SPOKEN = ("The lock is old.", "Its keeper was Odile.")
_HEARD = ("The lock is old", "Its keeper was Odile")
_MARKS = ("-->", "00:00:12")
_VTT = (
    "WEBVTT - a talk\n\nSTYLE\n::cue { color: red }\n\nNOTE\nchecked by nobody\n\nopening\n"
    "00:05.000 --> 00:08.000 line:0\n<v Odile>The lock is old.</v>\n\n"
    "00:12.000 --> 00:15.000\n<v Jens>Its keeper was <i>mine</i>.</v>\n"
)
_ROLLING = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nThe lock was built\n\n"
    "00:00:03.000 --> 00:00:05.000\nThe lock was built\nby the guild of masons\n\n"
    "00:00:05.000 --> 00:00:07.000\nby the guild of masons\nin a hard winter.\n"
)
_CZECH = "Hlídač přístavu se jmenuje Jiří Dvořák a žije v Třebíči. Každé ráno měří hloubku vody.\n"
_TURKISH = "Liman 1874 yılında açıldı. Bekçi Şükrü Güneş her sabah suyun derinliğini ölçtü.\n"
_GERMAN = "Die Schleuse wurde 1874 eröffnet. Der Wärter heißt Jürgen Groß und prüft die Höhe.\n"
_RUSSIAN = "Шлюз построили в 1874 году. Сторож Олег каждое утро измеряет глубину воды.\n"
_JAPANESE = "水門は1874年に開通した。番人は佐藤さんです。毎朝、水の深さを測ります。\n"
_ARABIC = "بني الهويس سنة 1874. يقيس الحارس عمر عمق الماء كل صباح ويكتبه في الدفتر.\n"
_DECLARED_PAGE = (
    '<html><head><meta charset="windows-1251"><title>Шлюз</title></head><body><h1>Шлюз</h1>'
    f"<p>{_RUSSIAN}</p><p>{_RUSSIAN}</p></body></html>"
)
_BROKEN = (
    "The pilots were praised for their consid-\nerable patience, and the govern-\nment of the "
    "town paid them in full.\n"
)

CASES = [
    Case(BOILERPLATE, "newsletter.eml", _newsletter(), ("ferry sails again in June",)),
    Case(MAIL, "after-a-picture.eml", _after_a_picture(),
         ("Here is the upper gate", "The lower gate leaks"), ("Content-Type",)),
    Case(MAIL, "empty-plain-part.eml", _empty_plain_part(), ("painted by Jens",)),
    Case(MAIL, "both-alternatives.eml", _both_alternatives(), ("painted by Jens",),
         ("painted by Jens.*painted by Jens",)),
    Case(MAIL, "forwarded.eml", _forwarded(), ("key hangs by the door – ask Odile",)),
    Case(MAIL, "subject.eml", _sent(_message("It leaks.", "Die Höhe der Tür im alten Gemäuer")),
         ("Die Höhe der Tür", "It leaks")),
    Case(MAIL, "soft-breaks.eml", _sent(_message("The gate – so says Odile – was " + "once " * 30
         + "green.")), ("once once green",), ("=E2",)),
    Case(AROUND, "recipient.eml", _sent(_message("It leaks.")), ("j@example.org",)),
    Case(AROUND, "signature.eml", _sent(_message("It leaks.\n\n-- \nOdile Marr\nCall 555 0134\n")),
         ("555 0134",)),
    Case(AROUND, "attachment.eml", _with_attachment(), ("The lock is old",)),
    Case(ENCODINGS, "japanese.eml", _declared(_JAPANESE, "iso-2022-jp"), ("番人は佐藤さん",)),
    Case(ENCODINGS, "russian.eml", _declared(_RUSSIAN, "koi8-r"), ("Сторож Олег",)),
    Case(ENCODINGS, "czech.txt", _CZECH.encode("cp1250"), ("Jiří Dvořák a žije v Třebíči",)),
    Case(ENCODINGS, "turkish.txt", _TURKISH.encode("cp1254"), ("Şükrü Güneş", "yılında açıldı")),
    Case(ENCODINGS, "german.txt", _GERMAN.encode("mac_roman"), ("Jürgen Groß",)),
    Case(ENCODINGS, "russian.txt", _RUSSIAN.encode("koi8-r"), ("Сторож Олег",)),
    Case(ENCODINGS, "japanese.txt", _JAPANESE.encode("shift_jis"), ("番人は佐藤さん",)),
    Case(ENCODINGS, "wide.txt", _CZECH.encode("utf-16"), ("Jiří Dvořák",)),
    Case(ENCODINGS, "wide-unmarked.txt", _RUSSIAN.encode("utf-16-le"), ("Сторож Олег",)),
    Case(ENCODINGS, "arabic.txt", _ARABIC.encode("iso8859-6"), ("الحارس عمر",)),
    Case(ENCODINGS, "russian.html", _DECLARED_PAGE.encode("cp1251"), ("Сторож Олег",)),
    Case(ENCODINGS, "russian.srt", _cues(_RUSSIAN.strip(), "Так было.", _TIMES).decode().encode(
         "cp1251"), ("Сторож Олег",)),
    Case(ENCODINGS, "nul.txt", b"The keeper is Odile Marr.\x00\nThe lock is old.\n",
         ("keeper is Odile Marr", "lock is old")),
    Case(HYPHENS, "line-ends.txt", _BROKEN.encode(), ("considerable patience", "the government")),
    Case(HYPHENS, "ligatures.txt", "The oﬃce kept the ﬁle of the ﬂoods.\n".encode(),
         ("office kept the file of the floods",)),
    Case(SUBTITLES, "plain.srt", _cues(*_SPOKEN, _TIMES), _HEARD, _MARKS),
    Case(SUBTITLES, "no-milliseconds.srt",
         _cues(*_SPOKEN, ("00:00:05 --> 00:00:08", "00:00:12 --> 00:00:15")), _HEARD, _MARKS),
    Case(SUBTITLES, "mark-within.srt", b"\n\n\xef\xbb\xbf" + _cues(*_SPOKEN, _TIMES), _HEARD,
         _MARKS),
    Case(SUBTITLES, "styled.srt", _cues(r"{\an8}The lock <i>is</i> old.", "<font color='#fff'>"
         "Its keeper was Odile.</font>", _TIMES), _HEARD, (*_MARKS, "an8", "color")),
    Case(SUBTITLES, "voices.vtt", _VTT.encode(), ("Odile", "Jens", "keeper was mine"), ("-->",)),
    Case(SUBTITLES, "rolling.vtt", _ROLLING.encode(),
         ("The lock was built by the guild of masons in a hard winter",)),
    Case(UNSEEN, "notes.vtt", _VTT.encode(), ("The lock is old",),
         ("checked", "opening", "color: red")),
]  # fmt: skip
