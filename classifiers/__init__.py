"""What a document says: language, labels of the codebook, story signatures. Pure functions."""

import os

# Since 1.29 ONNX Runtime tells its makers of each session that is opened, and keeps an id of the
# machine and what is to be sent on disk, unless this is set before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
