"""What comes back from the office: read with care, compared, and only then written."""
