// Addresses as attackers write them into link-orig: none may become a redirect, or a link that leads away (T34).

const evil = 'evil.example'
const slashes = [
  '//', '///', '////', '/\\', '\\/', '\\\\', '\\\\\\', '/%2f', '/%5c', '%2f%2f', '/\t/', '/\n/', '/\r\n/', '\t//', ' //', '/ /', './/', '..//',
  '/.//', '/..//', '/./\\', '//;@', '//%00', '/\u2028/', '／／', '⁄⁄', '\u0000//', '\ufeff//', '//\u200b', '\\\t\\', '/%09/', '/%0a/', '/%0d/',
] // prettier-ignore
const schemes = [
  'javascript:alert(1)//', 'JaVaScRiPt:alert(1)//', ' javascript:alert(1)//', 'java\tscript:alert(1)//', 'java\nscript:alert(1)//',
  'javascript://%0aalert(1)//', 'javascript&colon;alert(1)//', '\u0001javascript:alert(1)//', 'data:text/html,<script>alert(1)</script>//',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==//', 'vbscript:msgbox(1)//', 'file:///etc/passwd#', 'blob:http://', 'ftp://',
  'intent://', 'market://', 'tel:+254700000000#', 'sms:+254700000000?body=', 'mailto:a@', 'about:blank#', 'view-source:http://', 'filesystem:http://',
  'ws://', 'wss://', 'gopher://', 'chrome://', 'content://', 'android-app://', 'itms-apps://', 'x-safari-http://', 'feed:http://', 'jar:http://',
] // prettier-ignore
const httpish = [
  'http:', 'https:', 'http:/', 'https:/', 'http:///', 'https:////', 'http:\\\\', 'http:/\\', 'http:\\/', 'https:\\\\', 'http:\t//', 'http://\t',
  'http://\n', 'ht\ttp://', 'h\nttp://', ' http://', '\thttp://', '\u0000http://', '\ufeffhttp://', 'http:// ', 'http://\u200b', 'http://\u00ad',
  'http://user@', 'http://user:pass@', 'http://@', 'http://:@', 'https://kilima.co.ke@', 'https://kilima.co.ke%40', 'https://kilima.co.ke:80@',
  'https://kilima.co.ke\\@', 'https://kilima.co.ke\t@', 'https://[', 'http://%', 'http://%2f', 'http://%00', 'http://.', 'http://-', 'http://?',
  'http://#', 'http:?', 'http:#', 'http//', 'http;//', 'http：//', 'ｈttp://', 'http://／', 'http://。', 'http+unix://', 'https,//', 'hxxp://',
] // prettier-ignore
const hosts = [
  'http://еvil.example/', 'http://evil。example/', 'http://evil．example/', 'http://ⓔⓥⓘⓛ.example/', 'http://bücher.example/', 'http://evil.examplе/',
  'http://faß.example/', 'http://evil\u00adl.example/', 'http://evil.example\u202e/', 'http://名前.example/', 'http://xn--/', 'http://xn--a/',
  'http://3232235777/', 'http://0xc0a80101/', 'http://0300.0250.01.01/', 'http://192.168.1.1/', 'http://127.1/', 'http://[::1]/',
  'http://[::ffff:192.168.1.1]/', 'http://localhost/', 'http://router/', 'http://evil.example:80800/', 'http://evil.example:8080/',
  'http://evil.example:/x y', 'http://evil.example/\u0000', 'http://evil.example/\r\nLocation: http://x.example/', 'http://evil.example/ü',
  'http://evil.example\\', 'http://evil.example/\\', 'http://evil..example/', 'http://.example/', 'http://evil_.example/', 'http://evil,example/',
  'http://evil.example;x/', 'http://evil.example%2ekilima.co.ke/', 'http://evil.example%00.kilima.co.ke/', 'http://evil.example%23.kilima.co.ke/',
  'http://evil.example&kilima.co.ke/', 'http://evil.example"onmouseover="alert(1)/', "http://evil.example'/", 'http://<b>evil.example</b>/',
  'http://', 'https://', 'http', '', ' ', '/', '\\', '?', '#', '.', 'x', 'evil.example', `http://evil.example/${'a'.repeat(1000)}`,
] // prettier-ignore

export const oddAddresses: readonly string[] = [
  ...slashes.map((start) => `${start}${evil}/`),
  ...schemes.map((start) => `${start}${evil}/`),
  ...httpish.map((start) => `${start}${evil}/`),
  ...hosts,
]
