"""Writes a trained network as a small ONNX file (extra `train`).

Word embeddings are stored in blocks of 4 bits, in which they came, so that nothing is lost. The
encoder's products run in 8-bit integers, weights scaled per channel and activations per document,
but for the last product of each layer: its inputs have outliers that one scale would drown, so that
only its weights are stored in 8 bits, in blocks of 32. One run holds one document: a label never
depends on what else was classified.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from classifiers.network import DocumentNetwork

BLOCK = 32
OPSET = 21
"""The first operator set with 4-bit tensors."""

ACCURACY_LEVEL = 4
"""ONNX Runtime's fast block product: each row of activations in 8 bits, block by block."""


def export(network: DocumentNetwork, path: Path) -> None:
    """Write `network` to `path`: inputs ids, mask, segments (1, windows, tokens), output logits."""
    network.eval()
    plain = path.with_suffix(".fp32.onnx")
    example = torch.ones(1, 2, 16, dtype=torch.int64)
    names = ["ids", "mask", "segments"]
    with torch.inference_mode(), warnings.catch_warnings():
        # The TorchScript exporter is the one that names nodes after our modules, which `compress`
        # reads; its warnings concern its own future and loops that have a fixed length here.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (example, example, example),
            str(plain),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={name: {1: "windows", 2: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.version_converter.convert_version(onnx.load(plain), OPSET)
    onnx.save(model, plain)
    quantize_dynamic(
        plain,
        path,
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_quantize=[n.name for n in _encoder_products(model) if not _has_outliers(n)],
    )
    plain.unlink()
    model = onnx.load(path)
    store_in_blocks(model)
    onnx.save(model, path)


def store_in_blocks(model: onnx.ModelProto) -> None:
    """Store the word embeddings and the encoder's matrices that are in floating point in blocks, in
    place."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    products = {node.name for node in _encoder_products(model)}
    nodes, added = [], []
    for node in graph.node:
        if node.op_type == "Gather" and "word_embeddings" in node.name:
            source, replace = node.input[0], _gather_blocks
        elif node.name in products:
            source, replace = node.input[1], _matmul_blocks
        else:
            nodes.append(node)
            continue
        replaced, stored = replace(node, numpy_helper.to_array(weights.pop(source)))
        nodes += replaced
        added += stored
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*weights.values(), *added])
    if all(opset.domain != "com.microsoft" for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def _encoder_products(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """Products of the encoder's layers with a matrix of weights in floating point."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return [
        node
        for node in model.graph.node
        if node.op_type == "MatMul" and node.name.startswith("/layer.") and node.input[1] in weights
    ]


def _has_outliers(node: onnx.NodeProto) -> bool:
    """Whether `node` is the last product of its layer, whose inputs come from the activation."""
    return node.name.endswith("/output/dense/MatMul") and "/attention/" not in node.name


def _gather_blocks(node: onnx.NodeProto, rows: np.ndarray) -> tuple[list, list]:
    """A look-up of rows that are stored in 4-bit blocks."""
    scales, levels = to_blocks(rows, bits=4)
    name = node.output[0]
    packed = (levels[:, 0::2] & 0x0F).astype(np.uint8) | (levels[:, 1::2] << 4).astype(np.uint8)
    data = helper.make_tensor(
        f"{name}.q4", TensorProto.INT4, rows.shape, packed.tobytes(), raw=True
    )
    scale, cast = _half(f"{name}.scales", scales.reshape(len(rows), -1))
    look_up = helper.make_node(
        "GatherBlockQuantized",
        [data.name, node.input[1], cast.output[0]],
        [name],
        name=node.name,
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    return [cast, look_up], [data, scale]


def _matmul_blocks(node: onnx.NodeProto, matrix: np.ndarray) -> tuple[list, list]:
    """A product with a matrix (inputs, outputs) that is stored in 8-bit blocks along the inputs."""
    inputs, outputs = matrix.shape
    scales, levels = to_blocks(np.ascontiguousarray(matrix.T), bits=8)
    stored = (levels + 128).astype(np.uint8).reshape(outputs, inputs // BLOCK, BLOCK)
    name = node.output[0]
    data = numpy_helper.from_array(stored, f"{name}.q8")
    scale, cast = _half(f"{name}.scales", scales.reshape(-1))
    product = helper.make_node(
        "MatMulNBits",
        [node.input[0], data.name, cast.output[0]],
        [name],
        name=node.name,
        domain="com.microsoft",
        K=inputs,
        N=outputs,
        bits=8,
        block_size=BLOCK,
        accuracy_level=ACCURACY_LEVEL,
    )
    return [cast, product], [data, scale]


def _half(name: str, scales: np.ndarray) -> tuple[onnx.TensorProto, onnx.NodeProto]:
    """Scales stored in 16 bits, and the node that widens them when the file is loaded."""
    tensor = numpy_helper.from_array(scales.astype(np.float16), f"{name}.half")
    cast = helper.make_node(
        "Cast", [tensor.name], [name], name=f"{name}.cast", to=TensorProto.FLOAT
    )
    return tensor, cast


def to_blocks(rows: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Scales, float32 (rows, blocks), and integer levels, int16 of the shape of `rows`.

    A weight is level · scale; levels lie in −2^(bits−1) .. 2^(bits−1) − 1. Of the scales that put
    the largest weight of a block on a level, the one with the least squared error is taken, which
    gives back blocks exactly that were stored in this form before.
    """
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    blocks = rows.reshape(-1, BLOCK).astype(np.float32)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(1)[:, None], 1)[:, 0]
    best = np.full(len(blocks), np.inf, np.float32)
    scales = np.zeros(len(blocks), np.float32)
    steps = [s for s in range(low, high + 1) if s] if bits == 4 else [low, high]
    for step in steps:
        scale = (largest / step).astype(np.float16).astype(np.float32)
        error = ((_levels(blocks, scale, low, high) * scale[:, None] - blocks) ** 2).sum(1)
        better = error < best
        best[better], scales[better] = error[better], scale[better]
    levels = _levels(blocks, scales, low, high).astype(np.int16)
    return scales.reshape(len(rows), -1), levels.reshape(rows.shape)


def _levels(blocks: np.ndarray, scales: np.ndarray, low: int, high: int) -> np.ndarray:
    safe = np.where(scales == 0, 1, scales)
    return np.clip(np.rint(blocks / safe[:, None]), low, high)
