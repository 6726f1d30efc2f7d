"""Small tokenizers with the layouts of BERT and of XLM-R, as the tests of training use them."""

from collections.abc import Iterable

from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

BERT = "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1"
XLMR = "[CLS] $A [SEP] [SEP] $B [SEP]"


def word_tokenizer(words: Iterable[str], pair: str = BERT) -> Tokenizer:
    """A token for each word, with a template for pairs; its ids start after the special ones."""
    vocabulary = {word: at for at, word in enumerate(["[UNK]", "[CLS]", "[SEP]", *words])}
    made = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    made.add_special_tokens(["[CLS]", "[SEP]"])
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair=pair, special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return made
