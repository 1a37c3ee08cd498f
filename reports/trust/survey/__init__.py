"""Design-based estimation from survey data, with the numbers of R's package survey."""
