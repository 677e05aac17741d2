"""The bench: made-up records of three sizes, the production server, people who read and write. See docs/bench.md."""
