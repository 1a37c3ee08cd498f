"""Build time only: the pretrained encoder, read from a pinned package (extra `train`)."""
