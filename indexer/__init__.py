"""Turns articles into a searchable index: articles -> passages -> vectors and words."""
