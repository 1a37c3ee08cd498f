"""A tiny random encoder and corpus, for tests of training and of other encoders."""

import json
from pathlib import Path

import pytest


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
    """Sixty texts by two hands that any learner can tell apart."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = [json.dumps(row, ensure_ascii=False) for row in tiny_rows(60)]
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
