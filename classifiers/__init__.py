"""What a document says: language, labels of the codebook, story signatures. Pure functions."""
