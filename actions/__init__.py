"""What the tracker does: reports, their priority actions, the record of what was done about them."""
