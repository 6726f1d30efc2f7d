"""`qa-bot` with fakes for models, also on the nodes of a Ray cluster, as a process of its own.

The variable TICKETS is the folder of TicketEmbedder.
"""

import os

from qa_bot.cli import main
from qa_bot.components import Components
from qa_bot.indexing import ray_process
from tests.fakes import FakeEmbedder
from tests.patience import PATIENCE_S

if __name__ == "__main__":
    on_node = "tests.indexing.ticket_embedder:TicketEmbedder", (os.environ["TICKETS"],)
    # A loaded machine takes long to import Ray.
    ray_process._CONNECT_SECONDS = PATIENCE_S
    Components._load_embedder = lambda app: FakeEmbedder()  # type: ignore[method-assign]
    Components._embedder_loader = lambda app: on_node  # type: ignore[method-assign]
    main()
