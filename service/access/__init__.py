"""Who may ask what, from which page and how often, decided before a body is read."""
