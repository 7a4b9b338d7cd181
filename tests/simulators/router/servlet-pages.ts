// What a hotspot shows when its html directory is missing: pages in the manner of RouterOS's own, short.

const redirect = `$(if http-status == 302)Hotspot redirect$(endif)
$(if http-header == "Location")$(link-redirect)$(endif)
<html><head><title>...</title><meta http-equiv="refresh" content="0; url=$(link-redirect)"></head></html>
`

export const builtInPages: Readonly<Record<string, string>> = {
  'redirect.html': redirect,
  'rlogin.html': redirect,
  'login.html': `<html><head><title>internet hotspot > login</title></head><body>
$(if error)<p>$(error)</p>$(endif)
<form name="login" action="$(link-login-only)" method="post">
<input type="hidden" name="dst" value="$(link-orig)">
<input type="hidden" name="popup" value="true">
<input name="username" type="text" value="$(username)">
<input name="password" type="password">
<button>OK</button>
</form></body></html>
`,
  'alogin.html': `<html><head><title>internet hotspot > redirect</title>
<meta http-equiv="refresh" content="2; url=$(link-redirect)"></head>
<body><h1>You are logged in</h1><p>If nothing happens, click <a href="$(link-redirect)">here</a></p></body></html>
`,
  'status.html': `<html><head><title>internet hotspot > status</title></head>
<body><h1>Welcome $(username)!</h1><p>$(ip), $(bytes-in-nice) up, $(bytes-out-nice) down, $(uptime)
$(if session-time-left)of which $(session-time-left) are left$(endif)</p>
<p><a href="$(link-logout)">log off</a></p></body></html>
`,
  'logout.html': `<html><head><title>internet hotspot > logout</title></head>
<body><h1>You have just logged out</h1><p>$(username), $(uptime)</p>
<p><a href="$(link-login)">log in</a></p></body></html>
`,
  'error.html': `<html><head><title>internet hotspot > error</title></head>
<body><h1>Hotspot ERROR: $(error)</h1><p>Login page: <a href="$(link-login)">$(link-login)</a></p></body></html>
`,
}
