"""Nothing is done: whether a machine can be had at all."""

from tests.privacy.person import PersonAtWork

if __name__ == "__main__":
    PersonAtWork().tells()
