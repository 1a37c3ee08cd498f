"""Writes a trained network as a small ONNX file (extra `train`).

Weights are stored in blocks of 32 along the input: 4 bits for the embeddings and the frozen layers,
which came in just these blocks, so that nothing is lost; 8 bits for the trained ones. Activations
stay in floating point outside the block products, and one run holds one document: a label never
depends on what else was classified.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

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
    compress(model, frozen_layers=network.frozen)
    onnx.save(model, path)
    plain.unlink()


def compress(model: onnx.ModelProto, frozen_layers: int) -> None:
    """Store the word embeddings and the encoder's matrices in blocks, in place."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes, added = [], []
    for node in graph.node:
        source = node.input[0] if node.op_type == "Gather" else next(iter(node.input[1:2]), "")
        tensor = weights.get(source)
        if tensor is None or not _is_encoder_matrix(node, tensor):
            nodes.append(node)
            continue
        matrix = numpy_helper.to_array(tensor)
        if node.op_type == "Gather":
            replaced, stored = _gather_blocks(node, matrix)
        else:
            bits = 4 if _layer(node) < frozen_layers else 8
            replaced, stored = _matmul_blocks(node, matrix, bits)
        nodes += replaced
        added += stored
        weights.pop(source)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*weights.values(), *added])
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def _is_encoder_matrix(node: onnx.NodeProto, tensor: onnx.TensorProto) -> bool:
    if node.op_type == "Gather":
        return "word_embeddings" in node.name
    return node.op_type == "MatMul" and node.name.startswith("/layer.") and len(tensor.dims) == 2


def _layer(node: onnx.NodeProto) -> int:
    return int(node.name.removeprefix("/layer.").split("/")[0])


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


def _matmul_blocks(node: onnx.NodeProto, matrix: np.ndarray, bits: int) -> tuple[list, list]:
    """A product with a matrix (inputs, outputs) that is stored in blocks along the inputs."""
    inputs, outputs = matrix.shape
    scales, levels = to_blocks(np.ascontiguousarray(matrix.T), bits)
    stored = (levels + 2 ** (bits - 1)).astype(np.uint8)
    if bits == 4:
        stored = stored[:, 0::2] | (stored[:, 1::2] << 4)
    name = node.output[0]
    shape = (outputs, inputs // BLOCK, BLOCK * bits // 8)
    data = numpy_helper.from_array(stored.reshape(shape), f"{name}.q{bits}")
    scale, cast = _half(f"{name}.scales", scales.reshape(-1))
    product = helper.make_node(
        "MatMulNBits",
        [node.input[0], data.name, cast.output[0]],
        [name],
        name=node.name,
        domain="com.microsoft",
        K=inputs,
        N=outputs,
        bits=bits,
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
