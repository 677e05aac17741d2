"""How days and moments are written where Django's own way is not ours."""
