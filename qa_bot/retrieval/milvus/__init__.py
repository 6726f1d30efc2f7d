"""Search by a Milvus server, whose index is derived from the record; the importer of pymilvus."""
