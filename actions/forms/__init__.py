"""Parse and check what people type; never write. Each form lists its fields."""
