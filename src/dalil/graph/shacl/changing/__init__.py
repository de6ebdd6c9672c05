"""What a change can affect, by the shapes alone: validated by itself, or judged again by the other engine."""
