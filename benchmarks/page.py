"""A page of 100 attendance records into typed values: processor time."""

from __future__ import annotations

import json

from benchmarks.rows import Row, interleaved
from rollcall.protocol.attendance import GetAttendLog
from rollcall.protocol.envelope import read_reply

RECORDS = 100
BATCH = 50
ROUNDS = 60


def rows(*, quick: bool) -> list[Row]:
    mid = "0123456789abcdef0123456789abcdef"
    body = _page(mid)
    question = GetAttendLog(start=0)

    def plain() -> None:
        for _ in range(BATCH):
            json.loads(body)

    def ours() -> None:
        for _ in range(BATCH):
            read_reply(body, question, mid, device="peer")

    spent = interleaved({"plain": plain, "ours": ours}, rounds=ROUNDS // 6 if quick else ROUNDS)
    return [Row("a page of 100 records, CPU, of json.loads", spent["ours"] / spent["plain"], 1)]


def _page(mid: str) -> bytes:
    logs = [
        {
            "mode": "fp" if each % 8 == 0 else "face",
            "time": f"2026-03-{1 + each % 28:02}T08:{each % 60:02}:{each % 59:02}",
            "user_id": str(each % 37 + 1),
        }
        for each in range(RECORDS)
    ]
    payload = {"logs": logs, "next_pos": RECORDS, "start_pos": 0}
    message = {"mid": mid, "payload": payload, "result": "AttendLog"}
    return json.dumps(message, separators=(",", ":")).encode()
