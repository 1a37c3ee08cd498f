"""What names a person or reaches one is found and masked, in texts and in addresses."""
