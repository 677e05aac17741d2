"""In and out: files that people bring, and files they take away."""
