"""Evaluation of the answers on data sets of questions with gold answers."""
