"""How good the answers are, on a set of questions whose answers are known."""
