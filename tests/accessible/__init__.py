"""What accessibility asks of the site, criterion by criterion."""
