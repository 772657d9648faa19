"""Processes that begin with the modules loaded: as alone as others in what they hold, are told and leave behind."""

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["bot.cli", "bot.run"])
