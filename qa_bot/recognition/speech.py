"""Speech to text, offline: a Whisper model by faster-whisper. Needs the extra `voice`.

The model is a folder that was converted for CTranslate2 and that a setting names; nothing
is fetched. Whisper: Radford et al., "Robust Speech Recognition via Large-Scale Weak
Supervision" (2022). Knows sound files; not what is asked in them.
"""

import importlib.util
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from qa_bot.errors import SourceDamaged, SpeechUnavailable, install_extra

_LIBRARY: Final = "faster_whisper"
# The file of a converted model that holds its weights.
_WEIGHTS: Final = "model.bin"
# The type that weights are computed in: a quarter of the memory, and quicker on a CPU.
_COMPUTE_TYPE: Final = "int8"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard, and its language as a short BCP 47 code."""

    text: str
    language: str


class SpeechRecognizer:
    """A Whisper model, loaded when it is first needed. Safe to share between threads."""

    def __init__(self, model: Path | None) -> None:
        """`model` is the folder of the model; None where no setting names one."""
        self._folder = model
        self._lock = threading.Lock()
        self._model: Any = None

    def check(self) -> None:
        """Raise SpeechUnavailable where the library or the model is missing."""
        if importlib.util.find_spec(_LIBRARY) is None:
            raise SpeechUnavailable(
                "Speech cannot be recognised: faster-whisper is not installed. "
                f"{install_extra('voice')}."
            )
        if self._folder is None:
            raise SpeechUnavailable(
                "Speech cannot be recognised: no model is named. Set voice.model to the folder of "
                "a Whisper model that was converted for CTranslate2."
            )
        if not (self._folder / _WEIGHTS).is_file():
            raise SpeechUnavailable(
                f"Speech cannot be recognised: {self._folder} holds no {_WEIGHTS}. Set voice.model "
                "to the folder of a Whisper model that was converted for CTranslate2."
            )

    def transcribe(self, data: bytes, source: str) -> Transcript:
        """Return what is said in a sound file, such as OGG with Opus.

        Raises SpeechUnavailable, and SourceDamaged for what is no sound.
        """
        self.check()
        with self._lock:
            if self._model is None:
                self._model = self._load()
            try:
                segments, info = self._model.transcribe(BytesIO(data))
                return Transcript(_joined(segments), info.language)
            except (ValueError, OSError, IndexError) as error:
                # What PyAV raises on other files is an OSError or a ValueError.
                raise SourceDamaged(
                    source, "holds no sound that can be decoded", "Record it anew."
                ) from error

    def _load(self) -> Any:
        from faster_whisper import WhisperModel

        try:
            return WhisperModel(
                str(self._folder), device="cpu", compute_type=_COMPUTE_TYPE, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SpeechUnavailable(
                f"The speech model in {self._folder} cannot be loaded: {error}. Convert it anew."
            ) from error


def _joined(segments: Iterable[Any]) -> str:
    return " ".join(" ".join(segment.text for segment in segments).split())
