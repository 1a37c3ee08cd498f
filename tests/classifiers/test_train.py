"""A whole training run with a tiny random encoder: skipped, saying so, without the extra train."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch saknas: installera tillägget train")
pytest.importorskip("transformers", reason="transformers saknas: installera tillägget train")
onnx = pytest.importorskip("onnx", reason="onnx saknas: installera tillägget train")

from classifiers.classifier import Text, load_classifier  # noqa: E402
from classifiers.examples import read_corpus, targets  # noqa: E402
from classifiers.export import export, to_blocks  # noqa: E402
from classifiers.fit import FitSettings, batches, compute_samples, fit, predict  # noqa: E402
from classifiers.network import DocumentNetwork, Shape  # noqa: E402
from classifiers.onnx_scorer import OnnxScorer  # noqa: E402
from classifiers.outputs import WIDTH  # noqa: E402
from classifiers.torch_scorer import load_encoder  # noqa: E402
from classifiers.train import TrainSettings, folds_by_hand, train  # noqa: E402
from classifiers.windows import Windower, Windows  # noqa: E402
from store.errors import ModelError  # noqa: E402

SHAPE = Shape(mixed_layers=2, trained_layers=1, pools=1, width=16, dropout=0.0)
FIT = FitSettings(epochs=12, batch_documents=8, head_rate=1e-2, encoder_rate=1e-3, bfloat16=False)


@pytest.fixture(scope="module")
def settings(tmp_path_factory, tiny_encoder: Path, tiny_corpus: Path) -> TrainSettings:
    folder = tmp_path_factory.mktemp("run")
    return TrainSettings(
        output=folder / "model",
        work=folder / "work",
        corpus=tiny_corpus,
        encoder=str(tiny_encoder),
        shape=SHAPE,
        fit=FIT,
        threads=1,
    )


@pytest.fixture(scope="module")
def lines(settings: TrainSettings) -> list[str]:
    """What a run logs; after it the model is in settings.output."""
    logged: list[str] = []
    train(settings, logged.append)
    return logged


def test_a_run_gives_a_folder_that_classifies(settings: TrainSettings, lines: list[str]):
    classifier = load_classifier(str(settings.output))
    texts = [
        Text("", "Staten rövar barn för pengar, kupp nummer 71."),
        Text("", "Laget vann match nummer 72."),
    ]
    endorsed, irrelevant = classifier.classify(texts)
    assert endorsed.relevant is True
    assert [n.value for n in endorsed.narratives] == ["profit"]
    assert irrelevant.relevant is False
    assert classifier.name.startswith("tiny-bert-")


def test_a_run_writes_figures_with_their_numbers(settings: TrainSettings, lines: list[str]):
    metrics = json.loads((settings.output / "metrics.json").read_text("utf-8"))
    assert metrics["all"]["texts"] == 60
    assert metrics["hands"] == {"x": 30, "y": 30}
    assert metrics["all"]["macro"]["relevant"] > 0.9


def test_a_second_run_goes_on_from_what_is_done(settings: TrainSettings, lines: list[str]):
    before = (settings.output / "labels.json").read_bytes()
    logged: list[str] = []
    train(settings, logged.append)
    assert not any("epoch" in line for line in logged)
    assert any("epoch" in line for line in lines)
    assert (settings.output / "labels.json").read_bytes() == before


def test_texts_by_one_hand_never_straddle_a_split(tiny_corpus: Path):
    examples = read_corpus(tiny_corpus)
    folds = folds_by_hand(examples)
    assert len({(e.hand, fold) for e, fold in zip(examples, folds, strict=True)}) == 2


def network_and_samples(tiny_encoder: Path, tiny_corpus: Path):
    examples = read_corpus(tiny_corpus)
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(tiny_encoder)).backend_tokenizer
    windower = Windower(tokenizer, "", 64, "[CLS]", "[SEP]", "[PAD]")
    documents = [windower.windows(example.text) for example in examples]
    torch.manual_seed(1)
    network = DocumentNetwork(load_encoder(str(tiny_encoder)), SHAPE)
    return network, documents, compute_samples(network, documents, targets(examples), FIT)


def test_a_network_learns_what_is_plain(tiny_encoder: Path, tiny_corpus: Path):
    network, _, samples = network_and_samples(tiny_encoder, tiny_corpus)
    fit(network, samples, FIT, lambda line: None)
    wanted = torch.stack([sample.target for sample in samples]).numpy()
    relevant = predict(network, samples, FIT)[:, 0] > 0
    assert (relevant == (wanted[:, 0] > 0)).mean() > 0.95


def test_frozen_layers_stay_as_they_were(tiny_encoder: Path, tiny_corpus: Path):
    network, _, samples = network_and_samples(tiny_encoder, tiny_corpus)
    before = {n: p.clone() for n, p in network.encoder.named_parameters()}
    fit(network, samples, FitSettings(epochs=1), lambda line: None)
    changed = {
        name.split(".")[2] if name.startswith("encoder.layer") else name
        for name, parameter in network.encoder.named_parameters()
        if not torch.equal(parameter, before[name])
    }
    assert changed == {"1"}


def test_each_sample_is_in_one_batch_and_batches_fit(tiny_encoder: Path, tiny_corpus: Path):
    _, _, samples = network_and_samples(tiny_encoder, tiny_corpus)
    settings = FitSettings(batch_documents=8, batch_tokens=120)
    found = list(batches(samples, settings, np.random.default_rng(3)))
    assert sorted(i for batch in found for i in batch) == list(range(len(samples)))
    for batch in found:
        longest = max(samples[i].mask.shape[1] for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= 120


def test_the_exported_file_answers_as_the_network(
    tiny_encoder: Path, tiny_corpus: Path, tmp_path: Path
):
    network, documents, samples = network_and_samples(tiny_encoder, tiny_corpus)
    fit(network, samples, FitSettings(epochs=2), lambda line: None)
    export(network, tmp_path / "model.onnx")
    scorer = OnnxScorer(tmp_path / "model.onnx")
    exported = np.stack([scorer.logits(document) for document in documents])
    assert exported.shape == (60, WIDTH)
    spread = predict(network, samples, FIT).std()
    assert np.abs(exported - predict(network, samples, FIT)).mean() < 0.1 * spread


def test_padding_and_windows_of_nothing_do_not_change_an_answer(
    tiny_encoder: Path, tiny_corpus: Path
):
    network, documents, _ = network_and_samples(tiny_encoder, tiny_corpus)
    network.eval()
    plain = documents[0]

    def padded(array: np.ndarray) -> np.ndarray:
        return np.pad(array, ((0, 0), (0, 5)))

    longer = Windows(padded(plain.ids), padded(plain.mask), padded(plain.segments))
    with torch.inference_mode():
        answers = [
            network(*(torch.from_numpy(a)[None] for a in (w.ids, w.mask, w.segments))).numpy()
            for w in (plain, longer)
        ]
    assert np.allclose(answers[0], answers[1], atol=1e-5)


def test_blocks_of_four_bits_come_back_exactly():
    rng = np.random.default_rng(5)
    levels = rng.integers(-8, 8, (6, 64))
    levels[:, ::32] = -8
    scales = rng.uniform(0.01, 0.1, (6, 2)).astype(np.float16).astype(np.float32)
    rows = levels * np.repeat(scales, 32, axis=1)
    found_scales, found_levels = to_blocks(rows.astype(np.float32), bits=4)
    assert np.array_equal(found_levels * np.repeat(found_scales, 32, axis=1), rows)


def test_eight_bits_are_near_and_zeros_stay_zero():
    rows = np.random.default_rng(6).normal(size=(4, 64)).astype(np.float32)
    rows[0] = 0
    scales, levels = to_blocks(rows, bits=8)
    back = levels * np.repeat(scales, 32, axis=1)
    assert np.abs(back - rows).max() < 0.02
    assert not back[0].any()


def test_an_encoder_that_is_not_there_is_named(settings: TrainSettings, tmp_path: Path):
    import dataclasses

    missing = dataclasses.replace(settings, encoder=str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="nowhere"):
        train(missing, lambda line: None)
