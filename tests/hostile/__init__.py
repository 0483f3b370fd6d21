"""What a hostile or unlucky world puts in, and what must come of it."""
