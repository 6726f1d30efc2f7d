"""What others do with the same chunks, weights and question, as their own documents show it."""
