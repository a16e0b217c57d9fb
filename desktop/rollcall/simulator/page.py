"""The page a device shows in a browser, for trying commands by hand (protocol-notes 1.1)."""

from __future__ import annotations

_HTML = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Attendance &amp; Access machine development test interface</title>
<style>
body { font-family: sans-serif; margin: 2em auto; max-width: 45em }
label { display: block; margin-top: 1em }
input, textarea { box-sizing: border-box; font-family: monospace; width: 100% }
textarea { height: 12em }
</style>
</head>
<body>
<h1><a href="/index.html">Attendance &amp; Access machine development test interface</a></h1>
<p>This device is simulated.</p>
<label>API key <input id="key"></label>
<label>Request <textarea id="request">
{
  "mid": "1",
  "cmd": "GetVersionInfo",
  "payload": {}
}
</textarea></label>
<p><button id="send">Send</button></p>
<label>Response <textarea id="response" readonly></textarea></label>
<script>
document.getElementById("send").onclick = function () {
  var request = new XMLHttpRequest();
  var response = document.getElementById("response");
  var key = encodeURIComponent(document.getElementById("key").value);
  request.open("POST", "control?api_key=" + key);
  request.setRequestHeader("Content-Type", "application/json");
  request.timeout = 30000;
  request.onload = function () { response.value = request.responseText; };
  request.onerror = request.ontimeout = function () { response.value = "No answer"; };
  request.send(document.getElementById("request").value);
};
</script>
</body>
</html>
"""

PAGE = b"\xef\xbb\xbf" + _HTML.encode()
"""The page's bytes, with the byte-order mark of the real one."""
