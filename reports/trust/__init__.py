"""Survey waves, their estimates, and the test of the media–trust link."""
