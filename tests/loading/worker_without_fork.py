"""The worker as it is on a system without forks, Landlock and seccomp."""

from qa_bot.loading.sandbox import restrictions, worker

restrictions._IS_LINUX = False
worker._IS_FORKED = False

if __name__ == "__main__":
    worker.main()
