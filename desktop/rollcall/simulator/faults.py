"""Every fault of a simulated device, as a named switch. Their effect on answers: mangling.py."""

from __future__ import annotations

from rollcall.simulator.switches import Switch, Switches

_SECURITY = ("SetSecurityConfig",)
_STORING = ("SetUserInfo",)
_PAGES = ("GetUserIdList", "GetAttendLog")
_JOB = ("QueryJobStatus",)
_BEGIN = ("BeginEnrollFace", "BeginEnrollFp", "BeginEnrollCard", "BeginEnrollPalm")
_LOG = ("GetAttendLog",)
_UID = ("GetDeviceUid",)

FAULTS = (
    # The command is not executed
    Switch("silent", "Takes the request and never answers; the command is not executed."),
    Switch("drop-before", "Closes the connection instead of answering; nothing is executed."),
    Switch("html", "Answers with a web page, as a router or printer would; nothing is executed."),
    Switch("redirect", "Answers 307 to another host; nothing is executed."),
    Switch("status", "Answers with that HTTP status; nothing is executed.", "500"),
    Switch("refuse", "Answers Error with that code; nothing is executed.", "device_busy"),
    Switch("unknown", "Does not know the command."),
    Switch("ignored", "Answers Success to a change and does not make it."),
    # The command is executed, the answer is lost or late
    Switch("silent-after", "Executes the command and never answers."),
    Switch("drop-after", "Executes the command and closes the connection without an answer."),
    Switch("cut-halfway", "Closes the connection half-way through the answer."),
    Switch("delay", "Executes the command and answers that many seconds late.", "3.0"),
    Switch("slow-drip", "Sends the answer byte by byte, that many seconds apart.", "0.1"),
    # The connection
    Switch("close-each-time", "Says Connection: close and closes after every answer."),
    Switch("close-idle", "Closes after every answer without having said so."),
    Switch("chunked", "Sends the answer in chunks instead of with its length."),
    Switch("gzip", "Compresses the answer, which nobody asked for."),
    # The text of the answer
    Switch("bom", "Puts a byte-order mark before the answer."),
    Switch("stray-brace", "Adds a closing brace, as an example of the specification does."),
    Switch("truncated-json", "Ends the JSON in the middle, in a complete HTTP answer."),
    Switch("nan", "Puts a NaN into the payload."),
    Switch("duplicate-keys", "Gives the payload twice, with different content."),
    Switch("non-utf8", "Puts bytes into the answer that are not UTF-8."),
    Switch("huge", "Makes the answer that many megabytes long.", "10"),
    # The content of the answer
    Switch("wrong-mid", "Answers as if to another message."),
    Switch("wrong-result", "Names a result that does not belong to the command."),
    Switch("wrong-types", "Gives every value a type it cannot have."),
    Switch("missing-members", "Leaves every member of the payload out."),
    Switch("unknown-words", "Uses words and numbers the specification does not have."),
    Switch("other-uid", "Is another device: gives that uid.", "ffffffffffffffff", _UID),
    Switch("other-user", "Answers for another user id.", "999999", ("GetUserInfo",)),
    Switch("next-page-repeats", "Gives as next position the one just asked for.", "", _PAGES),
    Switch("next-page-back", "Gives a next position before the one asked for.", "", _PAGES),
    Switch("next-page-negative", "Gives a negative next position.", "", _PAGES),
    Switch("next-page-huge", "Gives a next position beyond every limit.", "", _PAGES),
    Switch("odd-record", "Gives an attendance record whose time is no time.", "", _LOG),
    Switch("job-without-data", "Lets a job succeed without its template or card.", "", _JOB),
    Switch("job-wrong-member", "Gives the data of a job in another kind's member.", "", _JOB),
    Switch("job-bad-base64", "Gives the data of a job in text that is not base64.", "", _JOB),
    Switch("job-unknown-state", "Gives a job a state the specification does not have.", "", _JOB),
    # What the device does with a change
    Switch("truncate-key", "Keeps only that many characters of a new API key.", "16", _SECURITY),
    Switch("https-never-starts", "Never opens the HTTPS interface.", "", _SECURITY),
    Switch("https-late", "Opens the HTTPS interface that many seconds late.", "60.0", _SECURITY),
    Switch("https-other-certificate", "Shows another certificate than its own.", "", _SECURITY),
    Switch("ignore-lock", "Answers Success to LockDevice and is not locked.", "", ("LockDevice",)),
    Switch("keep-first-fingers", "Stores only so many fingerprints of a list.", "1", _STORING),
    Switch("drop-double-fingers", "Stores equal fingerprints once.", "", _STORING),
    Switch("reorder-fingers", "Stores fingerprints in reverse order.", "", _STORING),
    Switch("reencode-templates", "Stores templates with other bytes than sent.", "", _STORING),
    Switch("ignore-member", "Ignores that member of SetUserInfo.", "card", _STORING),
    # Enrollment
    Switch("nobody-comes", "Lets no person come: a job fails after 60 s.", "", _BEGIN),
    Switch("capture-fails", "Lets the capture of a job fail.", "", _BEGIN),
    Switch("pending-for-ever", "Lets a job stay pending for ever.", "", _BEGIN),
    Switch("no-face-in-photo", "Finds no face in any photo.", "", ("PhotoToFacedata",)),
)


def faults() -> Switches:
    """Give the switches, all off."""
    return Switches(FAULTS)
