"""How well, how fast and how safely boilerplate is removed, beside other tools in the same run."""
