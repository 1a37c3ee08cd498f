"""Posts as browsers capture them: the answers of platforms to their own pages, one file each."""
