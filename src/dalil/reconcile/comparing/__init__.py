"""Two statements compared: by the kind of their values, at their times, in a sentence."""
