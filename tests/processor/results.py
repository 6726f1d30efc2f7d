"""Print what the shipped models make of some texts, as JSON: run as on several processors."""

import json
import sys

from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.retrieval.embedder import SHIPPED
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder

TEXTS = [
    "The lighthouse at Cape Varn was built in 1874 by the engineer Ada Holm.",
    "It was moved inland in 1911 because the cliff below it was crumbling.",
    "Naïve façades, 東京 and Αθήνα; 1,000,000 (or so) at 3.14 %!",
    "Why?",
    "Маяк был построен в 1874 году, и с тех пор его дважды переносили.",
    "zxqv " * 40,
]
QUESTIONS = ["Who built the lighthouse?", "Why was it moved?", "How many keepers were there?"]


def main() -> None:
    """Embed the texts alone and together, and read each question in a long passage."""
    embedder = OnnxEmbedder.open(SHIPPED)
    reader = OnnxReader.load()
    passage = " ".join(TEXTS[:2] * 6)
    readings = [reader.read(question, [*TEXTS, passage]) for question in QUESTIONS]
    json.dump(
        {
            "alone": [embedder.embed([text])[0].tolist() for text in TEXTS],
            "together": embedder.embed([*TEXTS, *TEXTS[::-1]]).tolist(),
            "scores": [[span.score for r in read for span in r.spans] for read in readings],
            "support": [[r.support for r in read] for read in readings],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
