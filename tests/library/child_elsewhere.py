"""The process that reads, as it is on a system without forks, Landlock and seccomp."""

from qa_bot.library import sandbox
from qa_bot.library.loading import child

sandbox._IS_LINUX = False
child._IS_FORKED = False

if __name__ == "__main__":
    child.main()
