"""What one spike is made of, and the cause that the evidence bears."""
