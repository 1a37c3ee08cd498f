"""A whole training run with a tiny random encoder: skipped, saying so, without the extra train."""

import dataclasses
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
from classifiers.train import TrainSettings, rewritten, split_by_hand, train  # noqa: E402
from classifiers.windows import Windower, Windows  # noqa: E402
from store.errors import ModelError  # noqa: E402

SHAPE = Shape(mixed_layers=2, trained_layers=1, pools=1, width=16, dropout=0.0)
FIT = FitSettings(epochs=5, batch_documents=8, head_rate=1e-2, encoder_rate=1e-3, bfloat16=False)


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
    assert metrics["all"]["texts"] == 100
    assert list(metrics["hands"].values()) == [100]
    assert metrics["all"]["macro"]["relevant"] > 0.9


def test_a_second_run_goes_on_from_what_is_done(settings: TrainSettings, lines: list[str]):
    before = (settings.output / "labels.json").read_bytes()
    logged: list[str] = []
    train(settings, logged.append)
    assert not any("epoch" in line for line in logged)
    assert any("epoch" in line for line in lines)
    assert (settings.output / "labels.json").read_bytes() == before


def test_a_run_that_was_stopped_gives_what_an_unbroken_one_gives(
    tiny_encoder: Path, tiny_corpus: Path, tmp_path: Path
):
    def fitted(stopped_after: int | None) -> dict:
        network, _, samples = network_and_samples(tiny_encoder, tiny_corpus)
        kept = tmp_path / f"{stopped_after}.pt"
        if stopped_after:
            with pytest.raises(Stopped):
                fit(network, samples, short, stop_after(stopped_after), kept)
            network, _, samples = network_and_samples(tiny_encoder, tiny_corpus)
        fit(network, samples, short, lambda line: None, kept)
        return network.state_dict()

    class Stopped(Exception):
        pass

    def stop_after(epochs: int):
        lines: list[str] = []

        def log(line: str) -> None:
            lines.append(line)
            if len(lines) > epochs:
                raise Stopped

        return log

    short = dataclasses.replace(FIT, epochs=4)
    unbroken, resumed = fitted(None), fitted(2)
    assert all(torch.equal(tensor, resumed[name]) for name, tensor in unbroken.items())


def test_texts_by_one_hand_never_straddle_a_split(tiny_corpus: Path):
    training, calibration = split_by_hand(read_corpus(tiny_corpus))
    assert len(training) == len(calibration) == 100
    assert {e.hand for e in training} != {e.hand for e in calibration}


def test_texts_of_one_hand_are_split_by_their_ids(tiny_corpus: Path):
    examples = [dataclasses.replace(e, hand="x") for e in read_corpus(tiny_corpus)]
    training, calibration = split_by_hand(examples)
    assert 30 <= len(calibration) < len(training)
    assert len(training) + len(calibration) == len(examples)


def test_a_corpus_that_calibrates_on_a_hand_it_trains_on_is_refused(
    settings: TrainSettings, tmp_path: Path, tiny_corpus: Path
):
    rows = [json.loads(line) for line in (tiny_corpus / "tiny-01.jsonl").open(encoding="utf-8")]
    for name, part in ((".", rows), ("calibration", [r for r in rows if r["hand"] == "x"])):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in part)
        (folder / "a.jsonl").write_text(lines, "utf-8")
    with pytest.raises(ModelError, match="calibration"):
        train(dataclasses.replace(settings, corpus=tmp_path), lambda line: None)


def test_some_texts_are_learned_a_second_time_with_their_labels(tiny_corpus: Path):
    examples = read_corpus(tiny_corpus)
    copies = rewritten(examples)
    originals = {e.example_id: e for e in examples}
    assert 0 < len(copies) < len(examples) / 2
    assert any(copy.text != originals[copy.example_id].text for copy in copies)
    for copy in copies:
        assert (
            dataclasses.replace(copy, text=originals[copy.example_id].text)
            == originals[copy.example_id]
        )


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
    assert exported.shape == (200, WIDTH)
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
    missing = dataclasses.replace(settings, encoder=str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="nowhere"):
        train(missing, lambda line: None)
