"""SHACL: shapes as code, engines that apply them, and what they find with the line that a person wrote. `graph.validate` is the door."""
