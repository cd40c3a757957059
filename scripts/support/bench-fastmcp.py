"""Python's FastMCP with the same tool names and the same answer. Prints its port and ends with its standard input."""

import json
import os
import socket
import sys
import threading

from fastmcp import FastMCP

shop = json.load(sys.stdin.buffer if len(sys.argv) < 2 else open(sys.argv[1], encoding="utf-8"))
server = FastMCP("shop")


@server.tool
def search_products(
    query: str = "", category: str | None = None, max_price: float | None = None, limit: int = 10
) -> dict:
    """Find products by words, category and price."""
    return shop["answer"]


def make_other(name):
    def other() -> dict:
        return {"success": False}

    server.tool(other, name=name)


for other_name in shop["others"]:
    make_other(other_name)

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
print(port, flush=True)
server.run(transport="http", host="127.0.0.1", port=port, stateless_http=True, json_response=True, log_level="error")
