"""A thread that breaks says where and how, and nothing of what it was sending."""

import sys
import threading

from plads.web.logs import speak_quietly_of_crashes


def test_a_thread_that_breaks_tells_no_address(capsys, monkeypatch):
    for hooks in (sys, threading):
        monkeypatch.setattr(hooks, "excepthook", hooks.excepthook)
    speak_quietly_of_crashes()

    def send() -> None:
        raise ValueError("anna@firma.example")

    thread = threading.Thread(target=send)
    thread.start()
    thread.join()
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert " send\n" in said
    assert "anna" not in said
