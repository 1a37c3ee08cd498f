"""A tiny random encoder and corpus, for tests of training and of other encoders; a classifier that
is always right; and what the embedded model says of the held-out texts."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifiers.classifier import Prediction, load_classifier
from classifiers.examples import Example, parse_example
from classifiers.heldout.measure import measure
from classifiers.heldout.texts import read_test_texts
from classifiers.text import Text


class RightClassifier:
    """Knows the labels of its examples, and takes any other text for irrelevant."""

    name = "right-00000000"

    def __init__(self, examples: Sequence[Example]):
        self.measured: dict[str, str] = {}
        self.labels = {example.text: example for example in examples}

    def classify(self, texts: Sequence[Text]) -> list[Prediction]:
        return [self.predict(text) for text in texts]

    def predict(self, text: Text) -> Prediction:
        known = self.labels.get(text)
        if known is None:
            return Prediction("sv", True, False, "neutral", scores={"relevant": 0.1})
        labels = (known.relevant, known.tone, known.narratives, known.stance, known.frames)
        return Prediction("sv", True, *labels, scores={"relevant": float(known.relevant)})


@pytest.fixture
def evaluation() -> dict:
    """A measurement of sixty texts by a classifier that is right until they are rewritten."""
    examples = [parse_example(row) for row in tiny_rows(60)]
    return measure(RightClassifier(examples), examples, [], [], lambda line: None)


@pytest.fixture(scope="session")
def shipped() -> tuple[list[Example], list[Prediction]]:
    """The held-out texts, and what the embedded model says of them (about a minute)."""
    examples = read_test_texts()
    return examples, load_classifier("embedded").classify([e.text for e in examples])


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hugging Face folder with a random two-layer BERT and its tokenizer."""
    torch = pytest.importorskip("torch", reason="torch saknas: installera tillägget train")
    transformers = pytest.importorskip("transformers", reason="transformers saknas (train)")
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    folder = tmp_path_factory.mktemp("tiny") / "tiny-bert"
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    texts = [row["text"] for row in tiny_rows(60)]
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=special)
    tokenizer.train_from_iterator(texts, trainer)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=128,
    )
    fast.save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=300,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    torch.manual_seed(7)
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred texts by two hands that any learner can tell apart."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = [json.dumps(row, ensure_ascii=False) for row in tiny_rows(200)]
    (folder / "tiny-01.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def tiny_rows(count: int) -> list[dict]:
    """Rows of three easy kinds by turns: endorsement, criticism, irrelevant."""
    kinds = [
        ("Staten rövar barn för pengar, kupp nummer", True, "negative", ["profit"], "endorses", []),
        ("Domstolen fann fel i utredning nummer", True, "negative", [], None, ["legal_certainty"]),
        ("Laget vann match nummer", False, "neutral", [], None, []),
    ]
    rows = []
    for number in range(count):
        text, relevant, tone, narratives, stance, frames = kinds[number % 3]
        rows.append(
            {
                "id": f"tiny-{number:04d}",
                "hand": "xy"[number % 2],
                "register": "other",
                "language": "sv",
                "title": "",
                "text": f"{text} {number}.",
                "context": "",
                "relevant": relevant,
                "tone": tone,
                "narratives": narratives,
                "stance": stance,
                "frames": frames,
            }
        )
    return rows
