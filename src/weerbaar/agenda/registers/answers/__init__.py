"""What helps when the largest supplier or country falls away: answers side by side."""
