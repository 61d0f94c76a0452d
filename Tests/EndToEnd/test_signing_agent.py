"""The log's key in an SSH agent: handed over by a command, needed to write, not needed to read. REEVE is the program."""

import os
import shutil
import subprocess
import time

import pytest

REEVE = os.environ.get("REEVE", "")
pytestmark = [
    pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program"),
    pytest.mark.skipif(not shutil.which("ssh-agent"), reason="ssh-agent is not installed"),
]


def reeve(*words, agent="", code=0):
    around = {**os.environ, "SSH_AUTH_SOCK": str(agent)}
    done = subprocess.run([REEVE, *map(str, words)], capture_output=True, text=True, env=around)
    assert done.returncode == code, (words, done.stdout, done.stderr)
    return done.stdout + done.stderr


def test_the_key_of_a_node_goes_to_an_agent_and_is_needed_there(tmp_path):
    node, socket, key = tmp_path / "node", tmp_path / "agent", tmp_path / "key"
    reeve("init", "--data", node, "--force", "13", "--demonstration")
    reeve("ledger", "rotate", "--data", node, "--agent", code=70)
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            time.sleep(0.01)
        around = {**os.environ, "SSH_AUTH_SOCK": str(socket)}
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        subprocess.run(["ssh-add", "-q", key], check=True, env=around)
        key.unlink()
        reeve("ledger", "rotate", "--data", node, "--agent", agent=socket)
        (node / "ledger.key.old").unlink()
        assert (node / "ledger.key").read_text().startswith("AGENT+KEY+")
        assert not [file for file in node.rglob("*") if file.is_file() and b"PRIVATE+KEY" in file.read_bytes()]
        # A further change, back to a key of the node's own, is an entry signed by the agent as well.
        assert "verifies" in reeve("ledger", "verify", "--data", node)
        reeve("ledger", "rotate", "--data", node, code=70)
        reeve("ledger", "rotate", "--data", node, agent=socket)
        assert (node / "ledger.key").read_text().startswith("PRIVATE+KEY+")
        reeve("ledger", "rotate", "--data", node)
        assert "verifies" in reeve("ledger", "verify", "--data", node)
    finally:
        agent.terminate()
        agent.wait()
