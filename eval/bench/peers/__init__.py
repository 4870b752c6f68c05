"""Peers: other libraries on the same articles and questions, in the same run."""
