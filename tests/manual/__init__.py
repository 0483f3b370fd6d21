"""The manual's pictures, and what its clerk does in them."""
