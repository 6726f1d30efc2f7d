"""A module for each file format; its `read` takes a RawSource and returns a Draft."""
