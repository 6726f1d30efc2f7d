"""Reading and re-ranking of candidates, and the answer or refusal that comes of them."""
